internal import CKernel
internal import Probes
internal import Sampling

/// A call of which every third batch holds twice as many, as of tasks that fall out of turn.
let outOfTurn = Probe(
    "turns.lost", "a call that is made twice in every third batch", per: "call", does: [.syscalls: 1]
) {
    _ in
    var (batches, more) = (0, 0)
    return Rig(besides: { more }) { n in
        if n > 1 { batches += 1 }
        let extra = n > 1 && batches % 3 == 1 ? n : 0
        more += extra
        for _ in 0..<n + extra { _ = k_syscall0(Int(k_nr_getppid)) }
    }
}
