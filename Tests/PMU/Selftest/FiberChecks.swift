import CSelftest

/// The fiber switch of this architecture: registers, alignment, and many fibers at once.
func fiberChecks(_ report: inout Report) {
    let (fibers, rounds) = (10_000, 3)
    let result = fibers_run(fibers, rounds)
    report.check("\(fibers) fibers take turns", result.visits == fibers * rounds, "\(result.visits) visits")
    report.check("every call-preserved register is kept", result.wrong == 0, "\(result.wrong) changed")
    report.check("every stack is aligned", result.misaligned == 0, "\(result.misaligned) not")
}
