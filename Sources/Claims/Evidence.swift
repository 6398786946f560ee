internal import Machine
public import Results
public import Sampling
private import Synchronization

/// A result as a judge sees it: rows that may be used, and why the others may not.
public struct Evidence: Sendable {
    /// When the run began: seconds since 1970.
    let began: Int64
    /// CPUs that the run could have used, where the result says so.
    let cpus: Double?
    private let rows: Rows
    /// The names of all rows, valid or not, in the result's order.
    let names: [RowName]
    private let probes: Set<RowName>

    /// The row of one access to memory: the mail's own yardstick.
    static let yardstick: RowName = "memory.dram.huge"

    /// A view of a result. `probes` are the names of all that this toll can measure: a row that is missing is then
    /// either to be run, or not available yet.
    public init(_ result: ResultFile, probes: some Sequence<RowName>) {
        began = result.run.began
        cpus = ["process.allowed_cpus", "cpu.logical"].lazy.compactMap { result.machine[$0]?.number }.first
        self.probes = Set(probes)
        // Of what the run did not come to nothing is known, as if it had not been asked for.
        let records = result.records.filter { $0.failure != .notReached }
        names = records.map(\.name)
        rows = Rows(of: records, sentinels: result.sentinels)
    }

    /// A row that was measured and is valid. The order of its parameters does not matter.
    func row(_ name: RowName) throws(Absence) -> Row {
        if let row = rows[name] { return try row.get() }
        throw canMeasure(name)
            ? Absence("\(name) is not in this result: run 'toll run \(name)'", lack: .rows([name]), missing: name)
            : Absence("no probe of this toll measures \(name) yet", lack: .probe, missing: name)
    }

    /// Whether the result has nothing of a row, not even why there is no figure.
    func lacks(_ name: RowName) -> Bool { !rows.has(name) }

    /// How many rows have been worked out so far.
    var workedOut: Int { rows.workedOut }

    /// Whether this toll has the probe of a row.
    func canMeasure(_ name: RowName) -> Bool { probes.contains(RowName(name.base, [])) }

    /// The rows, valid or not, whose name is like a pattern.
    func names(like pattern: String) -> [RowName] { names.filter { $0.isLike(pattern) } }

    /// The names of a probe's rows, valid or not: the one without parameters, and those with any.
    func points(of probe: RowName) -> [RowName] { names.filter { $0.base == probe.base } }

    /// The valid rows of a probe: the one without parameters, and those with any.
    func rows(of probe: RowName) -> [Row] { points(of: probe).compactMap { try? row($0) } }

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
                    : "no row \(pattern) is valid: " + absences.joined(separator: "; "),
                lack: names.isEmpty ? Lack("a run", "'toll run \"\(pattern)\"'") : .row,
                missing: names.isEmpty ? RowName(pattern) : nil)
        }
        return found.sorted { $0.cost.estimate.median < $1.cost.estimate.median }
    }

    // MARK: - Figures for the reader

    /// A cost in every unit that is known.
    func amount(_ cost: Cost) -> Amount {
        Amount(
            nanoseconds: cost.estimate, cycles: cost.gigahertz.map { clock in cost.estimate.mapped { $0 * clock } },
            dramAccesses: accesses(cost))
    }

    /// A time in accesses to DRAM; nil where they were not measured.
    func accesses(_ cost: Cost) -> Estimate? {
        (try? row(Evidence.yardstick)).flatMap { cost / $0.cost }?.estimate
    }

    /// A time against a bound, and in accesses to DRAM beside.
    func time(_ label: String, _ cost: Cost, _ bound: Bound, _ standing: Standing = .measured) -> Reading {
        var reading = Reading(label, cost, as: Headline.time, bound, standing)
        reading.dramAccesses = accesses(cost)
        return reading
    }

    /// A row's figure.
    func figure(_ row: Row) -> HereFigure {
        row.unit == .bytes
            ? HereFigure(row.name.printable, bytes: row.cost.estimate)
            : HereFigure(row.name.printable, cost: amount(row.cost), net: row.net.map(amount))
    }

    /// The figures of those rows that have one.
    func figures(_ names: [RowName]) -> [HereFigure] {
        names.compactMap { try? row($0) }.map(figure)
    }
}

/// The rows of a result, each worked out when it is first asked for: that takes longer than all else about it, and a
/// large result has many that no rule asks for.
private final class Rows: Sendable {
    private let records: [RowName: Record]
    private let sentinels: SentinelReference?
    private let known = Mutex<[RowName: Result<Row, Absence>]>([:])

    init(of records: [Record], sentinels: SentinelReference?) {
        self.records = Dictionary(records.map { ($0.name.sorted, $0) }, uniquingKeysWith: { first, _ in first })
        self.sentinels = sentinels
    }

    var workedOut: Int { known.withLock(\.count) }

    func has(_ name: RowName) -> Bool { records[name.sorted] != nil }

    /// The row or why it is none; nil where the result has nothing of it.
    subscript(_ name: RowName) -> Result<Row, Absence>? {
        let name = name.sorted
        guard let record = records[name] else { return nil }
        return known.withLock { known in
            if let row = known[name] { return row }
            let row = Result { () throws(Absence) in try Row(record, sentinels: sentinels) }
            known[name] = row
            return row
        }
    }
}

extension RowName {
    /// The same row with its parameters in one order, whatever the order in which they were given.
    fileprivate var sorted: RowName { RowName(base, parameters.sorted { ($0.name, $0.value) < ($1.name, $1.value) }) }
}
