internal import CFiber
internal import CKernel
internal import Glibc
internal import Sampling

/// Contexts that user code switches between, and the state machine that does without.
let fiberProbes: [Probe] =
    [
        Probe(
            "fiber.asm", "two fibers switch by this project's own assembly", per: "switch", operationsPerIteration: 2,
            does: user
        ) { _ in
            let stack = try Stack()
            let pair = UnsafeMutablePointer<f_pair>.allocate(capacity: 1)
            pair.initialize(to: f_pair(here: nil, there: f_prepare(stack.top, f_return_always, pair)))
            return Rig(
                finish: {
                    stack.free()
                    pair.deallocate()
                },
                loop: { n in f_rounds(pair, n) })
        },

        Probe(
            "fiber.ucontext", "two fibers switch by the C library's swapcontext", per: "switch",
            operationsPerIteration: 2, does: [.contextSwitches: 0, .pageFaults: 0, .syscalls: maskCalls]
        ) { _ in
            let stack = try Stack()
            guard let pair = f_ucontext_make(stack.base, stack.bytes) else {
                stack.free()
                throw Refusal("no ucontext: \(errorText())")
            }
            return Rig(
                finish: {
                    f_ucontext_free(pair)
                    stack.free()
                },
                loop: { n in
                    if f_ucontext_rounds(pair, n) != 0 { throw OperationFailed("swapcontext: \(errorText())") }
                })
        },

        Probe(
            "fiber.state", "two records are stepped through a table of states: no stack at all", per: "step",
            operationsPerIteration: 2, does: user
        ) { _ in
            let pair = UnsafeMutablePointer<f_stepper>.allocate(capacity: 2)
            pair.initialize(repeating: f_stepper(), count: 2)
            return Rig(finish: { pair.deallocate() }, loop: { n in f_steps(pair, n) })
        },

        Probe(
            "fiber.inline", "two fibers switch by inline assembly: the compiler saves what is live, and nothing else",
            per: "switch", operationsPerIteration: 2, does: user
        ) { _ in
            let stack = try Stack()
            let pair = UnsafeMutablePointer<f_inline_pair>.allocate(capacity: 1)
            pair.initialize(
                to: f_inline_pair(here: f_place(), there: f_inline_prepare(stack.top, f_inline_return_always, pair)))
            return Rig(
                finish: {
                    stack.free()
                    pair.deallocate()
                },
                loop: { n in f_inline_rounds(pair, n) })
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
            isDefault: false
        ) { _ in try fiberRing(of: count) }
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
