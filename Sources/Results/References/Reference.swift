public import Sampling

/// Published figures, shipped so that one's own can be compared with them.
///
/// A figure is lined up with a row of toll's only where both are the same measurement; the others are shown with the
/// reason why not.
public struct Reference: Sendable, Codable {
    /// What it is called, after the `@`.
    public var name: String
    /// Who published it, where and when.
    public var citation: String
    /// The machine, as far as the source says.
    public var machine: String
    /// The kernel, as far as the source says.
    public var kernel: String
    /// The figures.
    public var figures: [Figure]

    /// One published figure.
    public struct Figure: Sendable, Codable {
        /// What exactly was measured.
        public var what: String
        /// The figure, or the lower end of a published range.
        public var low: Double
        /// The figure, or the upper end of a published range.
        public var high: Double
        /// `ns` per operation, or another unit, in which it cannot be lined up.
        public var unit: String
        /// What it is compared with.
        public var counterpart: Counterpart

        /// The middle of the published range.
        public var middle: Double { low / 2 + high / 2 }
    }

    /// The row of toll's that is the same measurement.
    public enum Counterpart: Sendable, Codable, Equatable {
        /// What the task pays in this row.
        case cost(RowName)
        /// The net figure of this row.
        case net(RowName)
        /// The cheapest row like a pattern, `switch.*.process`, since the source does not say by which means.
        case cheapest(like: String)
        /// None, and why.
        case none(String)
    }

    /// A reference of known parts.
    init(_ name: String, machine: String, kernel: String, citation: String, _ figures: [Figure]) {
        (self.name, self.machine, self.kernel) = (name, machine, kernel)
        (self.citation, self.figures) = (citation, figures)
    }

    /// Every reference that is shipped.
    public static let all: [Reference] = letters + papers + tools

    /// The reference of a name, with or without its `@`.
    public static func named(_ word: String) -> Reference? {
        let name = word.hasPrefix("@") ? String(word.dropFirst()) : word
        return all.first { $0.name == name }
    }

    /// The figures as a side of a comparison, in the rows of `other` that are the same measurement.
    public func side(against other: Side?) -> Side {
        var rows: [Side.Row] = []
        func add(_ name: RowName, _ figure: Figure, isNet: Bool) {
            let estimate = Estimate(median: figure.middle, low: figure.low, high: figure.high, count: 0)
            if let index = rows.firstIndex(where: { $0.name == name }) {
                if isNet { rows[index].net = estimate } else { rows[index].cost = estimate }
            } else {
                rows.append(Side.Row(name: name, cost: isNet ? nil : estimate, net: isNet ? estimate : nil))
            }
        }
        for figure in figures where figure.unit == "ns" {
            switch figure.counterpart {
            case .cost(let name): add(name, figure, isNet: false)
            case .net(let name): add(name, figure, isNet: true)
            case .cheapest(let pattern):
                add(other?.cheapest(like: pattern) ?? RowName(figure.what), figure, isNet: false)
            case .none: break
            }
        }
        return Side(label: "@" + name, rows: rows, isPublished: true)
    }
}

extension Side {
    /// The cheapest valid row like a pattern.
    func cheapest(like pattern: String) -> RowName? {
        rows.filter { $0.status == .measured && $0.name.isLike(pattern) && !$0.name.isPartOfSwitch }
            .min { ($0.cost?.median ?? .infinity) < ($1.cost?.median ?? .infinity) }?.name
    }
}

extension Reference.Figure {
    /// A figure in nanoseconds, or in another unit.
    init(_ what: String, _ value: Double, unit: String = "ns", is counterpart: Reference.Counterpart) {
        self.init(what: what, low: value, high: value, unit: unit, counterpart: counterpart)
    }

    /// A published range.
    init(_ what: String, _ range: ClosedRange<Double>, unit: String = "ns", is counterpart: Reference.Counterpart) {
        self.init(
            what: what, low: range.lowerBound, high: range.upperBound, unit: unit, counterpart: counterpart)
    }
}
