internal import Sampling

/// Why there is nothing to decide by, and what is known all the same.
struct Absence: Error {
    /// One line for people, without a full stop.
    let reason: String
    /// What would mend it.
    let lack: Lack
    /// The row that is not in the result, where that is the reason.
    let missing: RowName?
    /// A figure that stands for the claim all the same, though it does not decide it.
    private(set) var first: Reading?
    /// All figures that there are, that one included.
    private(set) var known: [Reading] = []
    /// The same as data.
    private(set) var figures: [HereFigure] = []

    init(_ reason: String, lack: Lack = .row, missing: RowName? = nil) {
        (self.reason, self.lack, self.missing) = (reason, lack, missing)
    }

    /// Several reasons in one. It can be mended by a run if one of them can.
    init(joining absences: [Absence]) {
        reason = absences.map(\.reason).joined(separator: "; ")
        missing = absences.lazy.compactMap(\.missing).first
        let rows = absences.flatMap(\.lack.rows)
        lack = rows.isEmpty ? absences.first?.lack ?? .row : .rows(rows)
        first = absences.lazy.compactMap(\.first).first
        known = absences.flatMap(\.known)
        figures = absences.flatMap(\.figures)
    }

    /// The same beside what is known. Of `known` the first stands for the claim; `others` are not quite what it speaks
    /// of.
    func beside(_ known: [Reading], others: [Reading] = [], _ figures: [HereFigure] = []) -> Absence {
        var copy = self
        copy.first = first ?? known.first
        copy.known += known + others
        copy.figures += figures
        return copy
    }
}
