internal import CKernel
internal import Sampling

/// A call and a switch while registers beyond the usual ones are in use, which the kernel then has to keep. What is in
/// use, the processor itself is asked at the end of each batch.
let stateProbes: [Probe] = LiveState.allCases.flatMap { state in
    [
        Probe(
            "state.call.\(state.rawValue)", "getppid by the instruction, with \(state.words)", per: "call",
            net: "what they add to a call", does: [.syscalls: 1, .contextSwitches: 0],
            needs: [.live(state)], isDefault: false
        ) { _ in
            try state.begin()
            return Rig(
                baseline: { n in
                    state.release()
                    nullSyscalls(n)
                },
                finish: state.release,
                loop: { n in
                    if state.survivesCalls {
                        state.use()
                        nullSyscalls(n)
                    } else {
                        for _ in 0..<n {
                            state.use()
                            nullSyscalls(1)
                        }
                    }
                    if n > 0 { try state.check() }
                })
        },
        Probe(
            "state.switch.\(state.rawValue)",
            "two processes on one CPU pass a byte through two pipes, with \(state.words)", per: "hop",
            net: "sleep, wake-up and switch", operationsPerIteration: 2, does: [.contextSwitches: 1, .syscalls: 2],
            needs: [.live(state)], tasks: 2, isDefault: false
        ) { place in
            var condition = SwitchCondition()
            // The partner inherits what is asked for.
            condition.impose = { cleanup in
                try state.begin()
                cleanup.add(state.release)
            }
            condition.batchEnded = state.check
            return try wireSwitch(
                .process, at: place, under: condition, by: { _ in StatePipe(pipe: try Pipe(), state: state) })
        },
    ]
}

/// A pipe whose giver first fills the registers: what has not been written since it was loaded, the kernel may leave
/// out.
private struct StatePipe: Wire {
    let pipe: Pipe
    let state: LiveState

    @inline(__always)
    func give() -> Int32 {
        state.use()
        return pipe.give()
    }

    @inline(__always)
    func take() -> Int32 { pipe.take() }

    func close() { pipe.close() }
}

extension Need {
    /// The registers, in the processor and in the kernel.
    fileprivate static func live(_ state: LiveState) -> Need {
        Need("registers of \(state.name)") { _ in state.lack.map { .unsupported($0) } }
    }
}
