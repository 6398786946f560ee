internal import Sampling

extension Entry {
    /// The hop that the bill is for.
    static var whole: Entry {
        Entry("a hop between two processes", "switch.pipe.process") { evidence throws(Absence) in
            try evidence.row("switch.pipe.process").cost
        }
    }

    /// What it is made up of: of rows of threads, of another mechanism and of calls alone, never of the whole's own row
    /// or its twin by the instruction. See docs/method.md.
    static var parts: [Entry] {
        [
            Entry("entering and leaving the kernel", "syscall.enosys, once for each call of the hop") {
                evidence throws(Absence) in
                try entering(evidence)
            },
            Entry("the transport", "the baseline of switch.pipe.thread.raw, a byte to itself, less entering") {
                evidence throws(Absence) in
                let pipe = try evidence.row("switch.pipe.thread.raw")
                guard let baseline = pipe.baseline else { throw Absence("\(pipe.name) has no baseline") }
                return baseline - (try entering(evidence))
            },
            Entry("choosing the next task and changing to it", "switch.yield.thread, net") {
                evidence throws(Absence) in
                try evidence.row("switch.yield.thread").requireNet()
            },
            Entry(
                "going to sleep and waking",
                "switch.futex.thread less switch.yield.thread, both net, less the returns that are in it"
            ) { evidence throws(Absence) in
                try evidence.row("switch.futex.thread").requireNet()
                    - evidence.row("switch.yield.thread").requireNet() - (returns(evidence) - stillReturns(evidence))
            },
            Entry("the address space", "switch.yield.process less switch.yield.thread, both net") {
                evidence throws(Absence) in
                try evidence.row("switch.yield.process").requireNet()
                    - evidence.row("switch.yield.thread").requireNet()
            },
            Entry(
                "returns that are mispredicted", "switch.pipe.thread less switch.pipe.thread.raw, which returns nowhere"
            ) { evidence throws(Absence) in
                try returns(evidence)
            },
        ]
    }

    /// What the C library's returns add to a hop between threads.
    private static func returns(_ evidence: Evidence) throws(Absence) -> Cost {
        try evidence.row("switch.pipe.thread").cost - evidence.row("switch.pipe.thread.raw").cost
    }

    /// What they add where nothing is switched, for each call: a net figure has lost as much.
    private static func stillReturns(_ evidence: Evidence) throws(Absence) -> Cost {
        let calls = try calls(evidence)
        return try (evidence.row("syscall.null.libc").cost - evidence.row("syscall.null.raw").cost) * calls
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

    /// The floor of entering, as often as the kernel counted system calls in a hop.
    private static func entering(_ evidence: Evidence) throws(Absence) -> Cost {
        try evidence.row("syscall.enosys").cost * calls(evidence)
    }

    /// System calls of a hop, as the kernel counted them: a count of the whole's row, not its time.
    private static func calls(_ evidence: Evidence) throws(Absence) -> Double {
        let pipe = try evidence.row("switch.pipe.process")
        guard let syscalls = pipe.perOperation[.syscalls] else {
            throw Absence("the system calls of \(pipe.name) were not counted")
        }
        return syscalls.rounded()
    }
}
