internal import Sampling

/// One row over another, round by round, against a limit. Rows with remarks of their own may be set beside; and another
/// row over the same one may be read by the same limit, without deciding, `since` there is a reason for it.
func ratioRule(
    _ name: RowName, over other: RowName, _ limit: Limit, beside others: [RowName] = [],
    and second: (name: RowName, since: String)? = nil
) -> @Sendable (Evidence) throws(Absence) -> Judgement {
    { (evidence: Evidence) throws(Absence) -> Judgement in
        let (a, b) = (try evidence.row(name), try evidence.row(other))
        let ratio = try a.over(b)
        let figures = [HereFigure("\(a.name) over \(b.name)", ratio: ratio.estimate)]
        let rows = [a, b].map(evidence.figure) + evidence.figures(others)
        guard let second, let c = try? evidence.row(second.name), let also = try? c.over(b) else {
            return Judgement(
                of: "\(a.name) over \(b.name)", Reading("", ratio, limit), figures: figures + rows)
        }
        return Judgement(
            of: "over \(b.name)", Reading(a.name.printable, ratio, limit),
            beside: [Reading(c.name.printable, also, limit)],
            why: "since " + second.since,
            figures: figures + [HereFigure("\(c.name) over \(b.name)", ratio: also.estimate)] + rows
                + [evidence.figure(c)])
    }
}

extension Row {
    /// What this row's operation costs over another's.
    func over(_ other: Row) throws(Absence) -> Cost {
        guard let ratio = cost / other.cost else {
            throw Absence("\(name) over \(other.name) is no factor: an interval reaches down to 0")
        }
        return ratio
    }
}
