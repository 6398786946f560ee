/// Probes over a range of parameters. Each point is a row like any other, with its parameters in its name.
public struct Sweep: Sendable {
    /// What a person types.
    public let name: String
    /// One line on what is varied.
    public let summary: String
    /// The probes, by name; each takes the parameters of the axes.
    public let probes: [String]
    /// What is varied, the last the fastest.
    public let axes: [Axis]
    /// Probes, by name, that the points are held against; they have none of the parameters.
    public let besides: [String]

    /// One parameter, and its values unless others are asked for.
    public struct Axis: Sendable, Equatable {
        /// The parameter's name in a row's name, and the option on the command line.
        public let name: String
        /// Whether the values are bytes.
        public let isBytes: Bool
        /// The values, ascending.
        public let values: @Sendable (Place) -> [Int]

        /// An axis whose values depend on the machine, such as on its caches.
        public init(_ name: String, isBytes: Bool = false, values: @escaping @Sendable (Place) -> [Int]) {
            self.name = name
            self.isBytes = isBytes
            self.values = values
        }

        /// An axis of fixed values.
        public init(_ name: String, isBytes: Bool = false, _ values: [Int]) {
            self.init(name, isBytes: isBytes) { _ in values }
        }

        /// By name.
        public static func == (a: Axis, b: Axis) -> Bool { a.name == b.name }
    }

    /// A sweep.
    public init(
        _ name: String, _ summary: String, of probes: [String], over axes: [Axis], beside others: [String] = []
    ) {
        self.name = name
        self.summary = summary
        self.probes = probes
        self.axes = axes
        besides = others
    }

    /// The same over more probes.
    public func adding(_ more: [String]) -> Sweep {
        Sweep(name, summary, of: probes + more, over: axes, beside: besides)
    }

    /// The names of all points: every probe at every combination of values, and what they are held against.
    ///
    /// - Parameter chosen: values that replace an axis's own.
    public func points(at place: Place, chosen: [String: [Int]] = [:]) -> [String] {
        var combinations: [[(name: String, value: Int)]] = [[]]
        for axis in axes {
            let values = chosen[axis.name] ?? axis.values(place)
            combinations = combinations.flatMap { head in values.map { head + [(axis.name, $0)] } }
        }
        return probes.flatMap { probe in combinations.map { "\(probe)@\(Parameters($0).text)" } } + besides
    }
}
