internal import Basics
internal import Glibc
public import Machine
public import Sampling

/// Machines or runs compared with one of them.
public struct Comparison: Sendable {
    /// The sides, as given.
    public var sides: [Side]
    /// Which of them is the baseline.
    public var base: Int
    /// The rule.
    public var judge: Judge
    /// The rows that at least one side has, in the order of the baseline, then of the others.
    public var rows: [Row]
    /// The geometric means by family, in the order of the rows.
    public var families: [Family]
    /// The facts in which the machines differ.
    public var differences: [FactDifference]
    /// What else differs, in sentences: the clock during the runs.
    public var remarks: [String]

    /// One probe on all sides.
    public struct Row: Sendable {
        /// The row's name.
        public var name: RowName
        /// The figures; nil where a side does not have the row.
        public var figures: [Side.Row?]
        /// What is said of each side; nil for the baseline.
        public var outcomes: [Outcome?]
        /// The differences, by their place in the list, that are known to move this row and not simply every row.
        public var movers: [Int]
    }

    /// The rows of a family taken together.
    public struct Family: Sendable, Codable {
        /// The family.
        public var name: String
        /// The geometric mean of the ratios of each side; nil for the baseline, and where there is none.
        public var means: [Double?]
        /// How many rows each mean is of.
        public var counts: [Int]
    }

    /// Compares. `base` must be the place of a side.
    public init(_ sides: [Side], base: Int = 0, judge: Judge = Judge()) {
        (self.sides, self.base, self.judge) = (sides, base, judge)
        let differences = Fingerprint.differences(sides.filter { !$0.isPublished }.map(\.machine))
        let tables = sides.map { side in
            Dictionary(side.rows.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
        }
        var seen: Set<RowName> = []
        let order = ([sides[base]] + sides).flatMap { $0.rows.map(\.name) }.filter { seen.insert($0).inserted }
        // Published figures are few: only the rows that they are of are shown.
        let others = sides.indices.filter { $0 != base }
        let isPublished = sides[base].isPublished || others.allSatisfy { sides[$0].isPublished }
        let shown =
            isPublished
            ? order.filter { name in sides.indices.contains { sides[$0].isPublished && tables[$0][name] != nil } }
            : order
        rows = shown.map { name in
            let figures = tables.map { $0[name] }
            let outcomes = sides.indices.map { index in
                index == base
                    ? nil
                    : judge.outcome(
                        of: figures[index], in: sides[index], against: figures[base], in: sides[base])
            }
            let movers = differences.indices.filter {
                differences[$0].moves(probe: name.base) && !differences[$0].moves.contains("*")
            }
            return Row(name: name, figures: figures, outcomes: outcomes, movers: movers)
        }
        self.differences = differences
        families = Comparison.families(of: rows, sides: sides.count)
        remarks = Comparison.clocks(sides, base: base)
    }

    /// Rows of a family that allow a verdict, taken together.
    private static func families(of rows: [Row], sides: Int) -> [Family] {
        var (order, ratios): ([String], [String: [[Double]]]) = ([], [:])
        for row in rows {
            let name = row.name.family
            if ratios[name] == nil {
                order.append(name)
                ratios[name] = Array(repeating: [], count: sides)
            }
            for (side, outcome) in row.outcomes.enumerated() where outcome?.verdict != .cannotTell {
                if let ratio = outcome?.ratio { ratios[name]?[side].append(ratio.median) }
            }
        }
        return order.compactMap { name in
            guard let found = ratios[name], found.contains(where: { !$0.isEmpty }) else { return nil }
            return Family(name: name, means: found.map(geometricMean), counts: found.map(\.count))
        }
    }

    /// The geometric mean of ratios above 0; nil for none.
    public static func geometricMean(_ ratios: [Double]) -> Double? {
        guard !ratios.isEmpty, ratios.allSatisfy({ $0 > 0 && $0.isFinite }) else { return nil }
        return exp(ratios.reduce(0) { $0 + log($1) / Double(ratios.count) })
    }

    /// Says what the clock's part is where two runs of one processor ran at different ones: their times are compared at
    /// one clock, so it is in no row.
    private static func clocks(_ sides: [Side], base: Int) -> [String] {
        guard let own = sides[base].sentinels else { return [] }
        return sides.indices.compactMap { index in
            guard index != base, Side.isAlike(sides[index].machine, sides[base].machine),
                let other = sides[index].sentinels, abs(other.chain / own.chain - 1) > smallestStep
            else { return nil }
            let change = Format.change(own.chain / other.chain - 1)
            let clocks = [own.gigahertz, other.gigahertz].compactMap { $0.map { Format.fixed($0, 2) + " GHz" } }
            let (here, there) = (sides[index].label, sides[base].label)
            let words =
                clocks.count == 2
                ? "was \(clocks[1]) in \(here) against \(clocks[0]) in \(there), \(change)"
                : "in \(here) was off that in \(there) by \(change)"
            return "the core's clock \(words): core-bound "
                + "times are given at one clock, so this is in no row"
        }
    }

    /// A clock that differs by less is the same: half a percent.
    private static let smallestStep = 0.005
}

extension Comparison {
    /// Rows of a side for which even the lower end of the ratio's interval is above a limit: a regression for certain.
    public func regressions(above limit: Double) -> [(row: Row, side: Int)] {
        rows.flatMap { row in
            row.outcomes.enumerated().compactMap { side, outcome in
                guard let outcome, outcome.verdict == .slower, let ratio = outcome.ratio, ratio.low > limit else {
                    return nil
                }
                return (row, side)
            }
        }
    }

    /// Which runs did not come to their end, in sentences.
    public var shortfalls: [String] { sides.compactMap { side in side.shortfall.map { "\(side.label): \($0)" } } }

    /// How many rows have a verdict on any side.
    public var judged: Int {
        rows.count { row in
            row.outcomes.contains { outcome in outcome.map { $0.verdict != .cannotTell } ?? false }
        }
    }
}
