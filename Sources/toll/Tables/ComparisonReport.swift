import Machine
import Results
import Sampling

/// A comparison as scripts read it.
struct ComparisonReport: Encodable {
    var version = 1
    var sides: [String]
    var baseline: String
    var margin: Double
    var figure: String
    var sentences: [String]
    var probes: [Row]
    var families: [Comparison.Family]
    var differences: [Difference]
    var remarks: [String]

    struct Row: Encodable {
        var name: RowName
        var figures: [Estimate?]
        var outcomes: [Outcome?]
        var movedBy: [String]
    }

    struct Difference: Encodable {
        var fact: String
        var label: String
        var values: [FactValue?]
        var moves: [String]
        var because: String?
    }

    init(_ comparison: Comparison) {
        sides = comparison.sides.map(\.label)
        baseline = comparison.sides[comparison.base].label
        margin = comparison.judge.margin
        figure = comparison.judge.quantity.rawValue
        families = comparison.families
        sentences = comparison.sentences
        remarks = comparison.shortfalls + comparison.remarks
        probes = comparison.rows.map { row in
            Row(
                name: row.name, figures: row.figures.map { $0.flatMap(comparison.judge.value) },
                outcomes: row.outcomes, movedBy: row.movers.map { comparison.differences[$0].key })
        }
        differences = comparison.differences.map {
            Difference(fact: $0.key, label: $0.label, values: $0.values, moves: $0.moves, because: $0.because)
        }
    }
}
