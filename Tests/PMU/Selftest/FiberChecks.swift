import CSelftest

/// The fiber switches of this architecture: registers, alignment, and many fibers at once.
func fiberChecks(_ report: inout Report) {
    let (fibers, rounds) = (10_000, 3)
    for (kind, name) in [(fibers_by_jump, "by a jump"), (fibers_by_call, "by a call"), (fibers_control, "with FPCR")] {
        let result = fibers_run(fibers, rounds, kind)
        report.check("\(fibers) fibers take turns \(name)", result.visits == fibers * rounds, "\(result.visits) visits")
        report.check("every register is kept \(name)", result.wrong == 0, "\(result.wrong) changed")
        report.check("every stack is aligned \(name)", result.misaligned == 0, "\(result.misaligned) not")
    }
    let lost = fibers_run(100, rounds, fibers_control_unsaved).wrong
    report.check("FPCR is lost by the switch that does not save it", lost > 0, "\(lost) changed")
}
