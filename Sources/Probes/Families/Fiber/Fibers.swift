internal import CFiber
internal import CKernel
internal import Glibc
internal import Sampling

/// Contexts that user code switches between, and the state machine that does without.
let fiberProbes: [Probe] =
    [
        switching(
            "fiber.asm", "two fibers switch by this project's own assembly: registers alone, no control words",
            f_return_always, f_rounds, isDefault: true),

        switching(
            "fiber.asm.fpu", "the same, and MXCSR and the x87 control word (AArch64: FPCR), as the ABI asks",
            f_return_always_control, f_rounds_same_control),

        switching(
            "fiber.asm.fpu.other",
            "the same where one has rounded a number and the other has not (AArch64: they round differently)",
            f_return_always_control, f_rounds_other_control),

        switching(
            "fiber.asm.called", "the same by a call of a function, as in most libraries: one without its return",
            f_return_always_by_call, f_rounds_by_call, version: 4),

        Probe(
            "fiber.ucontext",
            "two fibers switch by the C library's swapcontext: registers, control words and the signal mask",
            per: "switch", operationsPerIteration: 2,
            does: [.contextSwitches: 0, .pageFaults: 0, .syscalls: maskCalls], version: 2
        ) { _ in
            try unwinding { cleanup in
                let stacks = try cleanup.keep(TwoStacks(), TwoStacks.free)
                let pair = stacks.record(f_ucontext_pair())
                guard f_ucontext_make(pair, stacks.far - TwoStacks.bytes, TwoStacks.bytes) == 0 else {
                    throw Refusal("no ucontext: \(errorText())")
                }
                let loop = stacks.loop(f_ucontext_rounds, pair)
                return Rig(notes: [TwoStacks.note], finish: cleanup.run) { n in
                    loop(n)
                    let code = pair.pointee.error
                    if code != 0 { throw OperationFailed("swapcontext: \(errorText(code))") }
                }
            }
        },

        stepping(
            "fiber.state", "two records are stepped through a table of states by random events: no stack at all",
            isDefault: true
        ) { random, _ in UInt8(random.index(below: 4)) },

        stepping(
            "fiber.state.periodic", "the same by four events in turn, which the branch predictor learns"
        ) { _, index in UInt8(index / 2 % 4) },

        Probe(
            "fiber.inline", "two fibers switch by inline assembly: the compiler saves what is live, and nothing else",
            per: "switch", operationsPerIteration: 2, does: user, version: 2
        ) { _ in
            let stacks = try TwoStacks()
            let pair = stacks.record(f_inline_pair())
            pair.pointee.there = f_inline_prepare(stacks.far, f_inline_return_always, pair)
            return Rig(notes: [TwoStacks.note], finish: stacks.free, loop: stacks.loop(f_inline_rounds, pair))
        },

        Probe(
            "fiber.task", "two Swift tasks resume each other and suspend, on an executor of the worker's own thread",
            per: "switch", operationsPerIteration: 2, does: user
        ) { _ in
            let pair = TaskPair()
            return Rig(finish: pair.end, loop: { n in try pair.run(switches: 2 * n) })
        },

        Probe(
            "fiber.actor", "a Swift actor calls another, there and back, on an executor of the worker's own thread",
            per: "hop", operationsPerIteration: 2, does: user
        ) { _ in
            let pair = ActorPair()
            return Rig { n in try pair.run(calls: n) }
        },
    ]
    + [2, 100, 10_000].map { count in
        Probe(
            "fiber.ring.\(count)", "\(count) fibers in a ring switch by this project's own assembly, each to the next",
            per: "switch", operationsPerIteration: count, does: user, needs: [.memory { _ in count << 14 }],
            isDefault: false, version: 2
        ) { _ in try fiberRing(of: count) }
    }

/// Two fibers that switch to each other by one of the project's own switches.
private func switching(
    _ name: RowName, _ summary: String, _ other: @escaping @convention(c) @Sendable (UnsafeMutableRawPointer?) -> Void,
    _ rounds: @escaping @convention(c) @Sendable (UnsafeMutableRawPointer?, Int) -> Void, isDefault: Bool = false,
    version: Int = 3
) -> Probe {
    Probe(
        name, summary, per: "switch", operationsPerIteration: 2, does: user, isDefault: isDefault, version: version
    ) { _ in
        let stacks = try TwoStacks()
        let pair = stacks.record(f_pair())
        f_prepare(&pair.pointee.there, stacks.far, other, pair)
        let loop = stacks.loop(rounds, pair)
        return Rig(
            notes: [TwoStacks.note, "timed in parts, before each of which the kernel is called once"],
            finish: stacks.free
        ) { n, watch in timeInParts(n, &watch, loop) }
    }
}

/// Times so many rounds as several parts. Two fibers may switch at one of two speeds, 3 % apart, and the last interrupt
/// or system call settles which; after a call it was always the same one. So each part begins with a call.
private func timeInParts(_ rounds: Int, _ watch: inout Stopwatch, _ loop: (Int) -> Void) {
    // Parts so long that reading the clock adds nothing.
    let parts = max(1, min(16, rounds / 1024))
    for part in 0..<parts {
        _ = k_syscall0(Int(k_nr_getppid))
        watch.ownCalls += 1
        watch.time { loop(rounds * (part + 1) / parts - rounds * part / parts) }
    }
}

/// Two records that are stepped by events made beforehand: more than any predictor holds, one byte each.
private func stepping(
    _ name: RowName, _ summary: String, isDefault: Bool = false,
    event: @escaping @Sendable (inout SplitMix64, Int) -> UInt8
) -> Probe {
    Probe(name, summary, per: "step", operationsPerIteration: 2, does: user, isDefault: isDefault, version: 2) { _ in
        let count = 1 << 18
        let stacks = try TwoStacks()
        let events = UnsafeMutablePointer<UInt8>.allocate(capacity: count)
        var random = SplitMix64(seed: 1)
        for index in 0..<count { events[index] = event(&random, index) }
        let stepping = stacks.record(f_stepping())
        stepping.pointee.events = UnsafePointer(events)
        stepping.pointee.mask = UInt64(count - 1)
        return Rig(
            notes: [TwoStacks.note],
            finish: {
                stacks.free()
                events.deallocate()
            },
            loop: stacks.loop(f_steps, stepping))
    }
}

/// What never enters the kernel.
private let user: [Quantity: Double] = [.syscalls: 0, .contextSwitches: 0, .pageFaults: 0]

/// The memory of a fiber's stack.
struct Stack {
    let base: UnsafeMutableRawPointer
    let bytes: Int

    var top: UnsafeMutableRawPointer { base + bytes }

    init(bytes: Int = 64 << 10) throws {
        guard let base = mmap(nil, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0),
            base != MAP_FAILED
        else { throw Refusal("no memory for a stack: \(errorText())") }
        self.base = base
        self.bytes = bytes
    }

    func free() { munmap(base, bytes) }
}

/// System calls in one of glibc's swapcontext: on x86-64 it exchanges the signal mask, on AArch64 it reads the old one
/// and sets the new one apart.
#if arch(arm64)
    private let maskCalls = 2.0
#else
    private let maskCalls = 1.0
#endif
