internal import CKernel
internal import Sampling

/// One task gives its CPU to another: by every means, between processes and between threads. One hop is half a round
/// trip: the task does its operations, wakes the other and sleeps.
let switchProbes: [Probe] =
    Partner.Kind.allCases.flatMap { kind in
        [
            Probe(
                "switch.yield.\(kind)", "\(kind.two) on one CPU call sched_yield in turn", per: "hop",
                operationsPerIteration: 2, does: [.contextSwitches: 1, .kernelEntries: 1], handover: 5, tasks: 2
            ) { place in try yieldSwitch(kind, on: place.cpu) },

            Probe(
                "switch.pipe.\(kind)", "\(kind.two) on one CPU pass a byte through two pipes", per: "hop",
                operationsPerIteration: 2, does: [.contextSwitches: 1, .kernelEntries: 2], tasks: 2
            ) { place in try pipeSwitch(kind, on: place.cpu, and: place.cpu) },

            Probe(
                "switch.futex.\(kind)", "\(kind.two) on one CPU wake each other by futex", per: "hop",
                operationsPerIteration: 2, does: [.contextSwitches: 1, .kernelEntries: 2], tasks: 2
            ) { place in try futexSwitch(kind, on: place.cpu) },
        ]
    } + [
        Probe(
            "switch.pipe.process.cross", "two processes on two CPUs pass a byte through two pipes", per: "hop",
            operationsPerIteration: 2, does: [.contextSwitches: 1, .kernelEntries: 2], cpus: 2, needs: [.twoCPUs],
            tasks: 2
        ) { place in try pipeSwitch(.process, on: place.cpu, and: place.otherCPU ?? place.cpu) }
    ]
