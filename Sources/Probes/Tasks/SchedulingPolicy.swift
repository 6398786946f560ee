internal import Glibc

/// Gives a task the policy and the nice value that tasks usually have; false with errno where that is refused.
func takeUsualPriority(_ task: Int32) -> Bool {
    var usual = sched_param(sched_priority: 0)
    return sched_setscheduler(task, SCHED_OTHER, &usual) == 0 && setpriority(PRIO_PROCESS, id_t(task), 0) == 0
}

/// Puts the calling task, and what it makes from then on, under a scheduling policy, until the list is run.
///
/// - Throws: a `Refusal` where that is not allowed.
func adoptPolicy(_ policy: Int32, priority: Int32 = 0, _ cleanup: Cleanup) throws {
    var before = sched_param()
    let old = sched_getscheduler(0)
    sched_getparam(0, &before)
    var wanted = sched_param(sched_priority: priority)
    guard sched_setscheduler(0, policy, &wanted) == 0 else {
        throw Refusal("the scheduling policy is refused: \(errorText())")
    }
    cleanup.add { sched_setscheduler(0, old, &before) }
}
