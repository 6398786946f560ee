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

/// A call of which runs that are to make none make 500 at first: the first so many of them.
func restless(_ name: RowName, runs: Int) -> Probe {
    Probe(name, "a call that is made without being asked for", per: "call", does: [.syscalls: 1]) { _ in
        var (idle, more) = (0, 0)
        return Rig(besides: { more }) { n in
            if n == 0 { idle += 1 }
            let extra = n == 0 && idle <= runs ? 500 : 0
            more += extra
            for _ in 0..<n + extra { _ = k_syscall0(Int(k_nr_getppid)) }
        }
    }
}

/// All of them.
let turns = [outOfTurn, restless("turns.restless", runs: 1), restless("turns.never", runs: .max)]
