internal import CKernel
internal import Sampling

/// What toll itself adds.
let harnessProbes: [Probe] = [
    Probe(
        "harness.empty", "an empty loop: what toll itself adds to an operation", per: "iteration",
        does: [.syscalls: 0, .contextSwitches: 0, .pageFaults: 0]
    ) {
        _ in Rig(loop: emptyIterations)
    }
]

/// The loop that all other loops are, with nothing in it.
@inline(never)
func emptyIterations(_ n: Int) {
    for _ in 0..<n { k_nothing() }
}
