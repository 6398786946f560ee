internal import Sampling

extension Reference {
    /// Figures from papers and their like.
    static let papers: [Reference] = [
        Reference(
            "lmbench-1996-i686", machine: "Intel Pentium Pro (i686)", kernel: "Linux of 1996",
            citation: "McVoy and Staelin, lmbench: Portable Tools for Performance Analysis, USENIX ATC 1996",
            [
                Figure(
                    "lat_ctx of 2 processes without data, less a pipe's cost in one process", 6000,
                    is: .net("switch.pipe.process")),
                Figure("null write, the range of i586 and i686", 2000...4000, is: .cost("syscall.write")),
                Figure(
                    "lat_ctx of 2 processes with 32 KB each", 22_000,
                    is: .none("toll sweeps working sets apart from this row")),
            ]),
        Reference(
            "lmbench-1996-i586", machine: "Intel Pentium (i586)", kernel: "Linux of 1996",
            citation: "McVoy and Staelin, lmbench: Portable Tools for Performance Analysis, USENIX ATC 1996",
            [
                Figure(
                    "lat_ctx of 2 processes without data, less a pipe's cost in one process", 10_000,
                    is: .net("switch.pipe.process")),
                Figure("null write, the range of i586 and i686", 2000...4000, is: .cost("syscall.write")),
                Figure(
                    "lat_ctx of 2 processes with 32 KB each", 163_000,
                    is: .none("toll sweeps working sets apart from this row")),
            ]),
        Reference(
            "garloff-2018", machine: "Xeon Gold 6148 under KVM", kernel: "Linux, January 2018",
            citation: "Kurt Garloff, Open Telekom Cloud, January 2018",
            [
                Figure(
                    "getppid without page-table isolation", 130, unit: "cycles",
                    is: .none("cycles: the clock is not given")),
                Figure("getppid with it", 560, unit: "cycles", is: .none("cycles: the clock is not given")),
                Figure(
                    "getppid with it, without PCID", 1200, unit: "cycles",
                    is: .none("cycles: the clock is not given")),
            ]),
    ]
}
