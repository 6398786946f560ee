internal import Basics
internal import CKernel
internal import Glibc
internal import Sampling

/// Pages that are not there, or not to be written to, when they are touched.
let faultProbes: [Probe] =
    [
        Probe(
            "fault.anonymous", "a page of anonymous memory written to for the first time", per: "page",
            does: faulting, isDefault: false
        ) { _ in
            try unwinding { cleanup in
                let pages = try cleanup.keep(Pages(512), Pages.free)
                return pages.rig(finish: cleanup.run, touch: pages.write)
            }
        },

        Probe(
            "fault.huge", "2 MiB of anonymous memory written to for the first time, in one huge page", per: "huge page",
            operationsPerIteration: hugePages, does: [.pageFaults: 1, .voluntarySwitches: 0],
            needs: [.hugePages, .memory { _ in hugePages << 21 }], isDefault: false
        ) { _ in try hugePage() },

        Probe(
            "fault.file.read", "a file's page that is in the page cache, read in a mapping", per: "fault",
            does: faulting, isDefault: false
        ) { _ in try pagesOfFile(stride: 16 * Pages.size) },

        Probe(
            "fault.file.write", "a file's page that is in the page cache, written to in a shared mapping",
            per: "page", does: faulting, isDefault: false
        ) { _ in try pagesOfFile(stride: Pages.size) },

        Probe(
            "fault.cow", "a page copied on write, after a fork whose child lives", per: "page",
            operationsPerIteration: copiedPages, does: [.pageFaults: 1], tasks: 2, isDefault: false
        ) { _ in try copyOnWrite() },

        Probe(
            "fault.dontneed", "a page given back by MADV_DONTNEED, and written to again", per: "page",
            net: "the fault alone", does: [.syscalls: 1, .pageFaults: 1, .voluntarySwitches: 0], isDefault: false
        ) { _ in
            try unwinding { cleanup in
                let page = try cleanup.keep(Pages(1), Pages.free)
                let other = try cleanup.keep(Pages(1), Pages.free)
                return Rig(
                    baseline: { n in for _ in 0..<n { try other.giveBack() } }, finish: cleanup.run
                ) { n in
                    for _ in 0..<n {
                        page.write(1)
                        try page.giveBack()
                    }
                }
            }
        },

        Probe(
            "fault.populate", "a page made present by MADV_POPULATE_WRITE, 512 a call", per: "page",
            operationsPerIteration: 512, does: [.syscalls: 0, .voluntarySwitches: 0], isDefault: false
        ) { _ in try populate() },

        Probe(
            "fault.protect", "a write to a page that may only be read: the fault, a SIGSEGV handler, and back",
            per: "fault", does: [.syscalls: 1, .voluntarySwitches: 0], isDefault: false
        ) { _ in try writeProtected() },

        Probe(
            "fault.userfaultfd", "a page that a thread on the same CPU provides, asked by userfaultfd", per: "page",
            operationsPerIteration: userfaults, does: [.voluntarySwitches: 2, .syscalls: 2, .pageFaults: 1],
            needs: [.userfaults], tasks: 2,
            isDefault: false
        ) { place in try userfault(at: place) },
    ] + [parallelFaults()]

/// Over how many threads of one process pages are touched.
let faultSweeps: [Sweep] = [
    Sweep(
        "faults", "what a page fault costs in threads of one process at once", of: ["fault.parallel"],
        over: [Sweep.Axis("threads") { Sweep.counts(upTo: $0.cpus.count) }])
]

/// What a touch does that finds its page missing and does not wait. The pages are given back by the hundreds.
private let faulting: [Quantity: Double] = [.pageFaults: 1, .syscalls: 0, .voluntarySwitches: 0]

/// Huge pages in an iteration: so many that a few faults of the program itself do not matter.
private let hugePages = 32

private func hugePage() throws -> Rig {
    try unwinding { cleanup in
        let bytes = 2 << 20
        let pages = try cleanup.keep(Pages(hugePages, stride: bytes, alignment: bytes, isHuge: true), Pages.free)
        // Both ends of each: if it is not one page, there are two faults.
        let touch = { (some: Int) in
            for index in 0..<some { k_write_pages(pages.base + index * bytes, 2, bytes - Pages.size) }
        }
        touch(pages.count)
        let base = UInt(bitPattern: pages.base)
        let huge = kibibytesOfMapping(at: base, "AnonHugePages:")
        guard let huge, huge >= pages.count * bytes >> 10 else {
            throw Refusal("the kernel gives no huge pages now: memory is too fragmented, or they are forbidden")
        }
        return pages.rig(finish: cleanup.run, touch: touch).inSteps(of: hugePages)
    }
}

/// A field of smaps, in KiB, for the mapping that holds an address; nil where the kernel does not tell.
private func kibibytesOfMapping(at address: UInt, _ field: String) -> Int? {
    var isInside = false
    for line in (textOfFile("/proc/self/smaps") ?? "").split(separator: "\n") {
        let words = line.split(separator: " ")
        let ends = words[0].split(separator: "-").compactMap { UInt($0, radix: 16) }
        if ends.count == 2 { isInside = (ends[0]..<ends[1]).contains(address) }
        if isInside, words[0] == field, words.count > 1 { return Int(words[1]) }
    }
    return nil
}

/// A file that only memory holds, whose pages are all in the page cache. A read maps the pages around it too, so
/// a read and a write are two rows.
private func pagesOfFile(stride: Int) throws -> Rig {
    try unwinding { cleanup in
        let count = 256
        let file = try cleanup.keep(
            Descriptor(made: k_memory_file("toll"), orRefuse: "no file in memory"), Descriptor.close)
        let around = 64 << 10
        guard ftruncate(file.number, off_t(count * stride + around)) == 0 else {
            throw Refusal("no room for a file in memory: \(errorText())")
        }
        let pages = try cleanup.keep(Pages(count, stride: stride, alignment: around, file: file), Pages.free)
        // Every page, once: they are in the cache from now on.
        k_write_pages(pages.base, count * stride / Pages.size, Pages.size)
        let note = "a read maps up to 16 pages of the cache around it with one fault; reads are 64 KiB apart"
        return stride > Pages.size
            ? pages.rig(notes: [note], finish: cleanup.run, touch: pages.read)
            : pages.rig(finish: cleanup.run, touch: pages.write)
    }
}

/// The kernel counts the faults that it makes on somebody's behalf in the task's books alone, so those are asked.
private func populate() throws -> Rig {
    try unwinding { cleanup in
        let pages = try cleanup.keep(Pages(512), Pages.free)
        guard madvise(pages.base, Pages.size, Int32(k_populate_write)) == 0 else {
            throw Refusal("MADV_POPULATE_WRITE: \(errorText()) (Linux 5.14 was the first to have it)")
        }
        func faults() throws -> Int {
            var usage = rusage()
            guard k_thread_usage(&usage) == 0 else { throw OperationFailed("the kernel's books cannot be read") }
            return Int(usage.ru_minflt)
        }
        return Rig(
            notes: ["proved by the faults that the kernel books on the task: its counters do not hold these"],
            finish: cleanup.run,
            timing: { n, watch in
                for _ in 0..<n {
                    try pages.giveBack()
                    let before = try faults()
                    var result: Int32 = 0
                    watch.time { result = madvise(pages.base, 512 * Pages.size, Int32(k_populate_write)) }
                    guard result == 0 else { throw OperationFailed("MADV_POPULATE_WRITE: \(errorText())") }
                    let made = try faults() - before
                    guard made >= 512, made < 516 else {
                        throw OperationFailed("512 pages to be made present, the kernel booked \(made) faults")
                    }
                }
            })
    }
}

private func writeProtected() throws -> Rig {
    try unwinding { cleanup in
        let page = try cleanup.keep(Pages(1), Pages.free)
        page.write(1)
        var before = sigaction()
        let result = k_count_faults(&before)
        guard result == 0 else { throw Refusal("no handler for SIGSEGV: \(errorText(of: result))") }
        cleanup.add { [before] in _ = withUnsafePointer(to: before) { k_handle_as_before(SIGSEGV, $0) } }
        return Rig(
            notes: ["the handler returns to the same write, as often as is to be counted, and lets it through then"],
            finish: cleanup.run
        ) { n in
            let handled = k_fault_on_write(page.base, Pages.size, n)
            guard handled == n else { throw OperationFailed("\(n) faults, and the handler ran \(handled) times") }
        }
    }
}
