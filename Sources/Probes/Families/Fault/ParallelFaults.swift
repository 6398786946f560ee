internal import Basics
internal import CKernel
internal import Sampling

/// Pages that each thread touches in an iteration, so that waking the threads does not show.
private let perTurn = 4096

/// Threads of one process, one a CPU, that touch new pages at once, each its own. Giving them back is not timed.
func parallelFaults(threads: Int = 2) -> Probe {
    Probe(
        "fault.parallel",
        "a page written to for the first time, by \(numbered(threads, "thread")) of a process at once",
        per: "page of each thread", operationsPerIteration: perTurn, does: [.pageFaults: Double(threads)],
        cpus: threads, needs: [.cpus(threads), .memory { _ in threads * perTurn * Pages.size }], tasks: threads,
        isDefault: false,
        takes: [Parameter("threads", 1...4096, default: 2, "threads that touch pages, one per CPU")],
        vary: { parallelFaults(threads: $0["threads"]) }
    ) { place in
        try unwinding { cleanup in
            var all: [Pages] = []
            let crew = try Crew(.thread, on: Array(place.cpus.dropFirst().prefix(threads - 1)), cleanup) {
                let pages = try cleanup.keep(Pages(perTurn), Pages.free)
                all.append(pages)
                return Crew.Member { _ in pages.write(perTurn) }
            }
            return Rig(
                partners: crew.partners, finish: cleanup.run,
                timing: { [all] n, watch in
                    for _ in 0..<n {
                        for pages in all { try pages.giveBack() }
                        try watch.time { try crew.together(1) }
                    }
                })
        }
    }
}
