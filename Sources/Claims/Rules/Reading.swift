internal import Sampling

/// One way to read a claim's figure, and the limit it is held against.
struct Reading: Sendable {
    /// `cost`, `net`, or nothing where there is but one way.
    let label: String
    let cost: Cost
    let limit: Limit
    /// The unit of the figure, or nothing for a factor.
    let unit: String

    init(_ label: String, _ cost: Cost, _ limit: Limit, unit: String = "") {
        self.label = label
        self.cost = cost
        self.limit = limit
        self.unit = unit
    }

    var verdict: Verdict { limit.verdict(on: cost.estimate) }

    var words: String {
        (label.isEmpty ? "" : label + " ") + cost.estimate.words(unit) + ", "
            + limit.words(on: cost.estimate, unit: unit)
    }
}

extension Judgement {
    /// By readings, of which the first decides. Where another says something else, both are said.
    ///
    /// - Parameters:
    ///   - subject: what was read.
    ///   - why: why the first decides.
    ///   - remarks: further sentences, without full stops.
    init(
        of subject: String, _ first: Reading, beside others: [Reading] = [], why: String = "",
        remarks: [String] = [], figures: [HereFigure]
    ) {
        let readings = [first] + others
        var sentences = ["\(subject): " + readings.map(\.words).joined(separator: "; ")]
        if others.contains(where: { $0.verdict != first.verdict }) {
            let verdicts = readings.map { "\($0.label) '\($0.verdict.rawValue)'" }.joined(separator: ", ")
            sentences.append(
                "The verdicts differ: \(verdicts); \(first.label) decides" + (why.isEmpty ? "" : ", " + why))
        }
        if readings.contains(where: { !$0.cost.isPaired }) {
            sentences.append("The rows share too few rounds, so they are related as if of runs apart")
        }
        self.init(first.verdict, (sentences + remarks).map { $0 + "." }.joined(separator: " "), figures)
    }
}
