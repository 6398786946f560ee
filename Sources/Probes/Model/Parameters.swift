/// Numbers by name that make one probe into many: in a name they stand behind an `@`, as in
/// `io.epoll.state@connections=1000,in-flight=10`.
public struct Parameters: Sendable, Equatable {
    /// The numbers, in the order in which they were given.
    public var values: [(name: String, value: Int)]

    /// Parameters.
    public init(_ values: [(name: String, value: Int)] = []) { self.values = values }

    /// Takes apart what stands behind the `@`.
    ///
    /// - Throws: a `Refusal` that quotes the part which is not `name=number`.
    public init(parsing text: some StringProtocol) throws(Refusal) {
        values = []
        for part in text.split(separator: ",", omittingEmptySubsequences: false) {
            let halves = part.split(separator: "=", omittingEmptySubsequences: false)
            guard halves.count == 2, !halves[0].isEmpty, let value = Int(halves[1]) else {
                throw Refusal("'\(part)' is not a parameter: write name=number")
            }
            guard !values.contains(where: { $0.name == halves[0] }) else {
                throw Refusal("the parameter '\(halves[0])' is given twice")
            }
            values.append((String(halves[0]), value))
        }
    }

    /// The parameters as they stand behind the `@`.
    public var text: String { values.map { "\($0.name)=\($0.value)" }.joined(separator: ",") }

    /// Whether both have the same numbers by the same names in the same order.
    public static func == (a: Parameters, b: Parameters) -> Bool { a.text == b.text }

    /// `value`, if it lies in its range.
    static func check(
        _ name: String, _ value: Int, _ range: ClosedRange<Int>, multipleOf step: Int = 1
    ) throws(Refusal) -> Int {
        guard range.contains(value), value.isMultiple(of: step) else {
            let multiple = step == 1 ? "" : ", a multiple of \(step)"
            throw Refusal("\(name)=\(value): wants \(range.lowerBound) to \(range.upperBound)\(multiple)")
        }
        return value
    }
}

extension Probe {
    /// The same probe with other parameters, named after them.
    ///
    /// - Throws: a `Refusal` when the probe takes none, or not these.
    public func varied(by parameters: Parameters) throws(Refusal) -> Probe {
        guard let vary else { throw Refusal("\(name) takes no parameters") }
        return try vary(parameters)
    }
}
