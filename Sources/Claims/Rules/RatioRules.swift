internal import Sampling

/// One row over another, round by round, against a limit. Rows with remarks of their own may be set beside.
func ratioRule(
    _ name: String, over other: String, _ limit: Limit, beside others: [String] = []
) -> @Sendable (Evidence) throws(Absence) -> Judgement {
    { (evidence: Evidence) throws(Absence) -> Judgement in
        let (a, b) = (try evidence.row(name), try evidence.row(other))
        let ratio = try a.over(b)
        return Judgement(
            of: "\(a.name) over \(b.name)", Reading("", ratio, limit),
            figures: [HereFigure("\(a.name) over \(b.name)", ratio: ratio.estimate)]
                + [a, b].map(evidence.figure) + evidence.figures(others))
    }
}

extension Row {
    /// What this row's operation costs over another's.
    func over(_ other: Row) throws(Absence) -> Cost {
        guard let ratio = gross / other.gross else {
            throw Absence("\(name) over \(other.name) is no factor: an interval reaches down to 0")
        }
        return ratio
    }
}

/// For a claim on which no probe of this toll bears yet: it says what would have to be measured, and shows what is known.
func notMeasuredYet(
    _ what: String, beside names: [String] = []
) -> @Sendable (Evidence) throws(Absence) -> Judgement {
    { (evidence: Evidence) throws(Absence) -> Judgement in
        Judgement(.cannotTell, "no probe of this toll measures \(what) yet.", evidence.figures(names))
    }
}
