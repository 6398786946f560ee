/// A number by which a probe varies. Declared with the probe; lists, help, completion, sweeps and checks read it.
public struct Parameter: Sendable, Equatable {
    /// What it is called, in a row's name and on the command line.
    public let name: String
    /// The values that it may have.
    public let range: ClosedRange<Int>
    /// Values are multiples of this.
    public let step: Int
    /// Its value where none is given; nil where that depends on the machine, as `help` says.
    public let usual: Int?
    /// Whether it counts bytes.
    public let isBytes: Bool
    /// A few words on what it is.
    public let help: String

    /// A parameter.
    public init(
        _ name: String, _ range: ClosedRange<Int>, multipleOf step: Int = 1, default usual: Int?, isBytes: Bool = false,
        _ help: String
    ) {
        (self.name, self.range, self.step, self.usual) = (name, range, step, usual)
        (self.isBytes, self.help) = (isBytes, help)
    }

    /// Why it cannot have a value; nil where it can.
    public func complaint(about value: Int) -> String? {
        guard !range.contains(value) || !value.isMultiple(of: step) else { return nil }
        let multiple = step == 1 ? "" : ", a multiple of \(step)"
        return "\(name)=\(value): wants \(range.lowerBound) to \(range.upperBound)\(multiple)"
    }

    /// One line for people: `connections=1…1000000 (100): connections that are open`.
    public var summary: String {
        let multiple = step == 1 ? "" : ", in steps of \(step)"
        let usual = usual.map { " (default \($0))" } ?? ""
        return "\(name)=\(range.lowerBound)…\(range.upperBound)\(multiple)\(usual): \(help)"
    }
}

/// What a probe is varied by: values that were checked, in the order of the parameters' declaration.
public struct Values: Sendable, Equatable {
    private let parameters: [Parameter]
    /// The values that were given.
    public let given: [ParameterValue]

    /// Checks values against the parameters that a probe takes.
    ///
    /// - Throws: what is wrong with the first of them that is.
    public init(_ given: [ParameterValue], for parameters: [Parameter], of probe: String) throws(BadRowName) {
        self.parameters = parameters
        guard !parameters.isEmpty else { throw BadRowName("\(probe) takes no parameters") }
        for value in given {
            guard let parameter = parameters.first(where: { $0.name == value.name }) else {
                let known = parameters.map(\.name).joined(separator: ", ")
                throw BadRowName("\(probe) has no parameter '\(value.name)': it takes \(known)")
            }
            if let complaint = parameter.complaint(about: value.value) { throw BadRowName(complaint) }
        }
        self.given = parameters.compactMap { parameter in given.first { $0.name == parameter.name } }
    }

    /// The value of a parameter: the given one, or the usual one. Only declared parameters with a usual value are asked
    /// for.
    public subscript(_ name: String) -> Int {
        if let value = self[given: name] { return value }
        guard let usual = parameters.first(where: { $0.name == name })?.usual else {
            preconditionFailure("the probe has no parameter '\(name)' with a usual value")
        }
        return usual
    }

    /// The value that was given; nil where none was.
    public subscript(given name: String) -> Int? { given.first { $0.name == name }?.value }
}
