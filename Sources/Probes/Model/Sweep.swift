public import Sampling

/// Probes over a range of parameters. Each point is a row like any other, with its parameters in its name.
public struct Sweep: Sendable {
    /// What a person types.
    public let name: String
    /// One line on what is varied.
    public let summary: String
    /// The probes, by name; each takes the parameters of the axes.
    public let probes: [RowName]
    /// What is varied, the last the fastest.
    public let axes: [Axis]
    /// Probes, by name, that the points are compared with; they have none of the parameters.
    public let besides: [RowName]

    /// One parameter of the probes, and its values unless others are asked for.
    public struct Axis: Sendable, Equatable {
        /// The parameter's name in a row's name, and the option on the command line.
        public let name: String
        /// The values, ascending.
        public let values: @Sendable (Place) -> [Int]

        /// An axis whose values depend on the machine, such as on its caches.
        public init(_ name: String, values: @escaping @Sendable (Place) -> [Int]) {
            self.name = name
            self.values = values
        }

        /// An axis of fixed values.
        public init(_ name: String, _ values: [Int]) {
            self.init(name) { _ in values }
        }

        /// By name.
        public static func == (a: Axis, b: Axis) -> Bool { a.name == b.name }
    }

    /// A sweep.
    public init(
        _ name: String, _ summary: String, of probes: [RowName], over axes: [Axis], beside others: [RowName] = []
    ) {
        self.name = name
        self.summary = summary
        self.probes = probes
        self.axes = axes
        besides = others
    }

    /// The same over more probes.
    public func adding(_ more: [RowName]) -> Sweep {
        Sweep(name, summary, of: probes + more, over: axes, beside: besides)
    }

    /// The names of all points: every probe at every combination of values, and what they are compared with.
    ///
    /// - Parameter chosen: values that replace an axis's own.
    public func points(at place: Place, chosen: [String: [Int]] = [:]) -> [RowName] {
        var combinations: [[ParameterValue]] = [[]]
        for axis in axes {
            let values = chosen[axis.name] ?? axis.values(place)
            combinations = combinations.flatMap { head in values.map { head + [ParameterValue(axis.name, $0)] } }
        }
        return probes.flatMap { probe in combinations.map { RowName(probe.base, $0) } } + besides
    }
}
