internal import Basics
internal import Machine
public import Sampling

/// Rows of a run that another goes on from, so that one file holds both.
///
/// Its rounds come before those of the run that goes on: rows of the two are never taken for neighbours in time.
public struct Earlier: Sendable {
    /// The rows.
    public private(set) var records: [Record] = []
    /// Their last round.
    public private(set) var lastRound = 0

    /// More rounds than any run has. What a file says beyond that is not believed.
    private static let mostRounds = 1 << 40

    /// Nothing to go on from.
    public init() {}

    /// The rows of a result that are measured, valid and wanted, each with a remark on when that was.
    public init(_ result: ResultFile, where isWanted: (Record) -> Bool = { _ in true }) {
        let remark = "\(Earlier.remark) of \(Format.moment(result.run.began))"
        records = result.records.filter { record in
            record.status == .measured && isWanted(record)
                && record.launches.allSatisfy { $0.rounds.allSatisfy((0...Earlier.mostRounds).contains) }
        }.map { record in
            var record = record
            if !record.notes.contains(where: { $0.hasPrefix(Earlier.remark) }) { record.notes.append(remark) }
            return record
        }
        lastRound = records.lazy.flatMap(\.launches).flatMap(\.rounds).max() ?? 0
    }

    /// How the remark on such a row begins.
    private static let remark = "measured in an earlier run,"

    /// Adds rows of which is known that they give nothing here.
    public mutating func add(_ skipped: [Record]) { records += skipped }

    /// Why rows of a result cannot stand beside those of a run on a machine under a plan; nil where they can.
    public static func obstacle(in earlier: ResultFile, to run: ResultFile) -> String? {
        let differences = Fingerprint.differences([earlier.machine, run.machine])
        func words(_ difference: FactDifference) -> String {
            "\(difference.label) was \(difference.shown[0]) and is \(difference.shown[1])"
        }
        if let difference = differences.first(where: { !$0.isOfProcess }) {
            return "the machine is not the same: " + words(difference)
        }
        // How a process was started may be another each time; only some of it moves figures.
        if let difference = differences.first(where: { !$0.moves.isEmpty }) {
            return "the conditions are not the same: " + words(difference)
        }
        if (earlier.run.cpu, earlier.run.otherCPU) != (run.run.cpu, run.run.otherCPU) {
            return "it was measured on CPU \(earlier.run.cpu), and this is CPU \(run.run.cpu)"
        }
        let (old, new) = (earlier.run.plan, run.run.plan)
        guard (old.batch, old.pairs) == (new.batch, new.pairs) else { return "its batches were of another length" }
        return old.sentinel == new.sentinel ? nil : "its toll had another sentinel"
    }

    /// These rows and those of the run that goes on. One that both have keeps its launches and gets further ones.
    public func joined(with later: [Record]) -> [Record] {
        let places = Dictionary(later.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
        let own = records.map { record in
            guard var both = places[record.name], !both.launches.isEmpty else { return record }
            both.launches = (record.launches + both.launches).suffix(ResultFile.mostLaunches)
            both.thin()
            both.notes += record.notes.filter { !both.notes.contains($0) }
            both.distribution = both.distribution ?? record.distribution
            both.counting = both.counting ?? record.counting
            return both
        }
        let names = Set(records.map(\.name))
        let all = own + later.filter { !names.contains($0.name) }
        // Tables are by family.
        let families = Dictionary(
            all.enumerated().map { ($1.name.family, $0) }, uniquingKeysWith: { first, _ in first })
        return all.enumerated().sorted {
            (families[$0.element.name.family] ?? 0, $0.offset) < (families[$1.element.name.family] ?? 0, $1.offset)
        }.map(\.element)
    }
}
