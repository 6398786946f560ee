internal import Glibc
public import Sampling

/// Many machines looked at together: where most of them stand, and which stand apart.
public struct Fleet: Sendable, Codable {
    /// One probe over all machines.
    public struct Row: Sendable, Codable {
        /// The row's name.
        public var name: RowName
        /// How many machines have a valid figure.
        public var machines: Int
        /// What the figures are counted in.
        public var unit: String
        /// The median of the machines' figures.
        public var median: Double
        /// A quarter of the machines is below this.
        public var lowerQuartile: Double
        /// A quarter of the machines is above this.
        public var upperQuartile: Double
        /// The cheapest machine's figure.
        public var lowest: Double
        /// The dearest machine's figure.
        public var highest: Double
        /// The machines that stand apart.
        public var odd: [Odd]
    }

    /// A machine that stands apart.
    public struct Odd: Sendable, Codable, Equatable {
        /// Which machine: the file's name.
        public var label: String
        /// Its figure over the median of all, or of those of its kind, where these are enough.
        public var ratio: Double
    }

    /// The rows, by name.
    public var rows: [Row]
    /// How many results there are.
    public var results: Int
    /// How many rows each machine stands apart in, the oddest first.
    public var oddest: [Count]
    /// Results of runs that did not finish: their figures are of fewer rounds.
    public var unfinished: [String]
    /// Results without a valid figure.
    public var empty: [String]

    /// A machine, and in how many rows it stands apart.
    public struct Count: Sendable, Codable, Equatable {
        /// Which machine.
        public var label: String
        /// Rows in which it stands apart.
        public var rows: Int
    }

    /// Fewer machines than these have no odd one out.
    public static let fewestForOdd = 5
    /// A machine stands apart by at least this factor, however close together the others are.
    public static let oddFactor = 1.25
    /// Among machines of one kind, of the same processor and hypervisor, this factor is enough: from run to run one
    /// machine moves by some 1 %, and its interval has to lie beyond 2 % too.
    public static let oddFactorOfKind = 1.03
    /// And by so many robust standard deviations of the others, on a logarithmic scale.
    static let oddDeviations = 4.0

    /// A machine's figure.
    fileprivate struct Entry {
        var label: String
        /// What it shares with machines of its kind; nil where that is not known.
        var kind: String?
        var value: Double
        var low: Double
        var high: Double
    }

    /// What figures are of one column.
    private struct Column: Hashable {
        var name: RowName
        var unit: String
    }

    /// Looks over the figures of many files.
    public init(_ members: [QuickResult]) {
        results = members.count
        unfinished = members.filter { $0.wasFinished == false }.map(\.label)
        empty = members.filter { !$0.figures.contains { $0.status == .measured } }.map(\.label)
        var columns: [Column: [Entry]] = [:]
        for member in members {
            for figure in member.figures where figure.status == .measured {
                guard let cost = figure.cost?.median, cost > 0, cost.isFinite else { continue }
                columns[Column(name: figure.name, unit: figure.unit), default: []].append(
                    Entry(
                        label: member.label, kind: member.kind, value: cost, low: figure.cost?.low ?? cost,
                        high: figure.cost?.high ?? cost))
            }
        }
        rows = columns.compactMap { Row(name: $0.name, unit: $0.unit, values: $1) }.sorted { $0.name < $1.name }
        var counts: [String: Int] = [:]
        for odd in rows.flatMap(\.odd) { counts[odd.label, default: 0] += 1 }
        oddest = counts.map { Count(label: $0, rows: $1) }.sorted { ($1.rows, $0.label) < ($0.rows, $1.label) }
    }
}

extension Fleet.Row {
    fileprivate init?(name: RowName, unit: String, values: [Fleet.Entry]) {
        let sorted = values.map(\.value).sorted()
        guard let first = sorted.first, let last = sorted.last, let median = quantile(0.5, of: sorted),
            let lower = quantile(0.25, of: sorted), let upper = quantile(0.75, of: sorted)
        else { return nil }
        (self.name, self.unit) = (name, unit)
        machines = sorted.count
        self.median = median
        (lowerQuartile, upperQuartile, lowest, highest) = (lower, upper, first, last)
        let kinds = Dictionary(grouping: values) { $0.kind }
        // Machines of a kind are held against each other where they are enough, the others against all.
        let (own, others) = kinds.reduce(into: ([[Fleet.Entry]](), Set<String?>())) { found, kind in
            if kind.key != nil, kind.value.count >= Fleet.fewestForOdd {
                found.0.append(kind.value)
            } else {
                found.1.insert(kind.key)
            }
        }
        odd = own.flatMap { Fleet.odd(among: $0, of: $0, atLeast: Fleet.oddFactorOfKind) }
        odd += Fleet.odd(among: values.filter { others.contains($0.kind) }, of: values, atLeast: Fleet.oddFactor)
        odd.sort { (abs(log($1.ratio)), $0.label) < (abs(log($0.ratio)), $1.label) }
    }
}

extension Fleet {
    /// The machines that stand apart from the median of `all`: by a factor, by so many robust standard deviations, and,
    /// with their whole interval, by what a machine differs from itself.
    fileprivate static func odd(among entries: [Entry], of all: [Entry], atLeast factor: Double) -> [Odd] {
        let sorted = all.map(\.value).sorted()
        guard all.count >= fewestForOdd, let median = quantile(0.5, of: sorted) else { return [] }
        let spread = 1.4826 * (medianAbsoluteDeviation(sorted.map { log($0 / median) }) ?? 0)
        let limit = max(log(factor), oddDeviations * spread)
        let own = 1 + Judge.usualMargin
        return entries.filter {
            abs(log($0.value / median)) > limit && ($0.low > median * own || $0.high < median / own)
        }
        .map { Odd(label: $0.label, ratio: $0.value / median) }
    }
}

extension QuickResult {
    /// What machines of one kind share; nil where the processor is not known.
    var kind: String? { model.map { "\($0), \(hypervisor ?? "?")" } }
}
