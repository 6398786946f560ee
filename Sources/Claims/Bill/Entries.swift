internal import Sampling

extension Entry {
    /// The hop that the bill is for.
    static var whole: Entry {
        Entry("a hop between two processes", "switch.pipe.process") { evidence throws(Absence) in
            try evidence.row("switch.pipe.process").cost
        }
    }

    /// What it is made up of. The first two are the operations themselves, the next three the switch, both without the
    /// C library, and the last is what a mitigation makes of the library's returns: see docs/method.md.
    static var parts: [Entry] {
        [
            Entry("entering and leaving the kernel", "syscall.enosys, once for each call of the hop") {
                evidence throws(Absence) in
                try entering(evidence)
            },
            Entry("the transport", "the baseline of switch.pipe.process.raw, a byte to itself, less entering") {
                evidence throws(Absence) in
                let pipe = try evidence.row("switch.pipe.process.raw")
                guard let baseline = pipe.baseline else { throw Absence("\(pipe.name) has no baseline") }
                return baseline - (try entering(evidence))
            },
            Entry("choosing the next task and changing to it", "switch.yield.thread, net") {
                evidence throws(Absence) in
                try evidence.row("switch.yield.thread").requireNet()
            },
            Entry("going to sleep and waking", "switch.pipe.thread.raw less switch.yield.thread, both net") {
                evidence throws(Absence) in
                try evidence.row("switch.pipe.thread.raw").requireNet()
                    - evidence.row("switch.yield.thread").requireNet()
            },
            Entry("the address space", "switch.yield.process less switch.yield.thread, both net") {
                evidence throws(Absence) in
                try evidence.row("switch.yield.process").requireNet()
                    - evidence.row("switch.yield.thread").requireNet()
            },
            Entry(
                "returns that are mispredicted",
                "switch.pipe.process less switch.pipe.process.raw, which returns nowhere"
            ) { evidence throws(Absence) in
                try evidence.row("switch.pipe.process").cost - evidence.row("switch.pipe.process.raw").cost
            },
        ]
    }

    /// What is not in the whole, but may come on top.
    static var extras: [Entry] {
        [
            more("extended registers, 256 bits wide", "avx"), more("extended registers, 512 bits wide", "avx512"),
            more("one task forbids store bypass (SSBD)", "ssbd"),
            more("one task forbids indirect-branch speculation", "ib"),
            more("an armed CPU-time timer", "timer"), more("a control group with CPU accounting", "cgroup"),
            more("waking another CPU instead", "cross"),
            Entry("leaving the guest once, where a hypervisor is trapped into", "machine.trap") {
                evidence throws(Absence) in
                try evidence.row("machine.trap").cost
            },
        ]
    }

    /// What a hop costs more when its tasks carry something.
    private static func more(_ what: String, _ suffix: String) -> Entry {
        let name: RowName = "switch.pipe.process.\(suffix)"
        return Entry(what, "\(name) less switch.pipe.process") { evidence throws(Absence) in
            try evidence.row(name).cost - evidence.row("switch.pipe.process").cost
        }
    }

    /// The floor of entering, as often as the kernel counted entries in a hop.
    private static func entering(_ evidence: Evidence) throws(Absence) -> Cost {
        let pipe = try evidence.row("switch.pipe.process")
        guard let entries = pipe.perOperation[.syscalls] else {
            throw Absence("the kernel entries of \(pipe.name) could not be counted")
        }
        return try evidence.row("syscall.enosys").cost * entries.rounded()
    }
}
