internal import Sampling

extension Reference {
    /// Figures from mails to the Linux kernel mailing list.
    static let letters: [Reference] = [
        Reference(
            "molnar-2007", machine: "not said", kernel: "Linux, January 2007",
            citation: "Ingo Molnar, Re: [PATCH 0 of 4] Generic AIO by scheduling stacks, LKML, 31 January 2007",
            FigureOf2007.all.map { Figure($0.what, $0.nanoseconds, is: $0.counterpart) }),
        Reference(
            "molnar-2025-kvm", machine: "not said; a KVM guest", kernel: "Linux, May 2025",
            citation: "Ingo Molnar, reply to RPAL RFC v2, LKML, 31 May 2025 (aDqs0_c_vq96EWW6@gmail.com)",
            [
                Figure(
                    "taskset 1 perf bench sched pipe, 2.790 µs a round trip, halved: two processes on one CPU", 1395,
                    is: .cost("switch.pipe.process"))
            ]),
        Reference(
            "molnar-2025-amd", machine: "AMD with the retbleed mitigation, fixed frequency",
            kernel: "Linux, March 2025",
            citation: "Ingo Molnar, LKML, 16 March 2025 (Z9YdQ9fe4NJ1ciyi@gmail.com)",
            [
                Figure(
                    "perf bench sched pipe on one CPU, 19.55 s ±0.12 % for 5 million round trips, halved", 1955,
                    is: .cost("switch.pipe.process"))
            ]),
        Reference(
            "guzik-2025", machine: "not said; 20 creating processes", kernel: "Linux, November 2025",
            citation: "Mateusz Guzik, further damage-control lack of clone scalability, LKML, 23 November 2025 "
                + "(20251123063054.3502938-1)",
            [
                Figure(
                    "threads created and joined, all processes together", 465_000, unit: "operations a second",
                    is: .none("it is a throughput of many CPUs"))
            ]),
    ]
}
