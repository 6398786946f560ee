public import Results
public import Sampling

/// A result as a judge sees it: rows that may be used, and why the others may not.
public struct Evidence: Sendable {
    /// When the run began: seconds since 1970.
    let began: Int64
    private let rows: [RowName: Result<Row, Absence>]
    /// The names of all rows, valid or not, in the result's order.
    let names: [RowName]
    /// The parameters of the I/O models that are looked at; none for the usual workload.
    private(set) var workload: [ParameterValue] = []
    private let probes: Set<RowName>

    /// The family of the I/O models.
    static let served = "io"

    /// The row of one access to memory: the mail's own yardstick.
    static let yardstick: RowName = "memory.dram.huge"

    /// A view of a result. `probes` are the names of all that this toll can measure: a row that is missing is then
    /// either to be run, or not to be had yet.
    public init(_ result: ResultFile, probes: some Sequence<RowName>) {
        began = result.run.began
        self.probes = Set(probes)
        names = result.records.map(\.name)
        let sentinels = result.sentinels
        rows = Dictionary(
            result.records.map { record in
                (record.name, Result { () throws(Absence) in try Row(record, sentinels: sentinels) })
            }, uniquingKeysWith: { first, _ in first })
    }

    /// The same result, in which a model of IO means its row under another workload.
    func under(_ workload: [ParameterValue]) -> Evidence {
        var other = self
        other.workload = workload
        return other
    }

    /// A row that was measured and is valid.
    func row(_ plain: RowName) throws(Absence) -> Row {
        let name = plain.family == Evidence.served && !plain.isVaried ? RowName(plain.base, workload) : plain
        if let row = rows[name] { return try row.get() }
        throw Absence(
            probes.contains(RowName(name.base, []))
                ? "\(name) is not in this result: run 'toll run \(name)'" : "no probe of this toll measures \(name) yet"
        )
    }

    /// The rows, valid or not, whose name is like a pattern.
    func names(like pattern: String) -> [RowName] { names.filter { $0.isLike(pattern) } }

    /// The names of a probe's rows, valid or not: the one without parameters, and those with any.
    func points(of probe: RowName) -> [RowName] { names.filter { $0.base == probe.base } }

    /// The valid rows like a pattern, the cheapest first.
    ///
    /// - Throws: why there is none.
    func cheapest(like pattern: String, where isWanted: (Row) -> Bool = { _ in true }) throws(Absence) -> [Row] {
        let names = names(like: pattern)
        var (found, absences): ([Row], [String]) = ([], [])
        for name in names {
            do throws(Absence) {
                let row = try row(name)
                if isWanted(row) { found.append(row) } else { absences.append("\(row.name) could not be proved") }
            } catch {
                absences.append(error.reason)
            }
        }
        if found.isEmpty {
            throw Absence(
                names.isEmpty
                    ? "no row \(pattern) is in this result: run 'toll run \"\(pattern)\"'"
                    : "no row \(pattern) is valid: " + absences.joined(separator: "; "))
        }
        return found.sorted { $0.cost.estimate.median < $1.cost.estimate.median }
    }

    /// The proved switches between two tasks of a kind on one CPU, by each mechanism, the cheapest first. A longer name
    /// than `switch.MECHANISM.KIND` says that something is added.
    func switches(between kind: String) throws(Absence) -> [Row] {
        try cheapest(like: "switch.*.\(kind)") { ($0.perOperation[.contextSwitches] ?? 0) > 0 }
    }

    // MARK: - Figures for the reader

    /// A cost in every unit that can be had.
    func amount(_ cost: Cost) -> Amount {
        let yardstick = try? row(Evidence.yardstick)
        return Amount(
            nanoseconds: cost.estimate, cycles: cost.gigahertz.map { clock in cost.estimate.mapped { $0 * clock } },
            dramAccesses: yardstick.flatMap { cost / $0.cost }?.estimate)
    }

    /// A row's figure.
    func figure(_ row: Row) -> HereFigure {
        row.unit == .bytes
            ? HereFigure(row.name.printable, bytes: row.cost.estimate)
            : HereFigure(row.name.printable, cost: amount(row.cost), net: row.net.map(amount))
    }

    /// The figures of those rows that can be had.
    func figures(_ names: [RowName]) -> [HereFigure] {
        names.compactMap { try? row($0) }.map(figure)
    }
}
