internal import Counters
public import Machine
public import Sampling

/// Everything that one run found out: the machine, how it was asked, and the raw batches of every row.
///
/// Statistics are done again whenever a file is read; `figures` in the file are for people who look into it, and for
/// looking over many files quickly.
public struct ResultFile: Sendable, Equatable {
    /// The version that is written. History: 1, the first; 2 names the columns of batches, system calls and figures as
    /// the program does.
    public static let version = 2

    /// What the machine was like.
    public var machine: Fingerprint
    /// How the run was asked for, and what it ran under.
    public var run: RunConditions
    /// The rows, raw.
    public var records: [Record]

    /// A result.
    public init(machine: Fingerprint, run: RunConditions, records: [Record]) {
        self.machine = machine
        self.run = run
        self.records = records
    }

    /// The sentinel's reference, made of all readings of the run.
    public var sentinels: SentinelReference? { SentinelReference(records: records, clock: run.coreClock) }

    /// What the rows come to.
    public var figures: [Figure] {
        let sentinels = sentinels
        return records.map { Figure($0, sentinels: sentinels, run: run) }
    }
}

// MARK: - What may be in one

extension ResultFile {
    /// More launches than `toll run` can be asked for.
    static let mostLaunches = 4096

    /// What types cannot say: names are there once, and columns fit together.
    func check() throws(BadResult) {
        guard run.seconds >= 0, run.plan.budget >= 0 else { throw BadResult("the time of the run is below 0") }
        // Names that print alike are one to every reader, tool or person.
        var seen: Set<String> = []
        for record in records {
            guard seen.insert(record.name.printable).inserted else {
                throw BadResult("it has '\(record.name.printable)' twice")
            }
            guard record.operationsPerIteration > 0 else {
                throw BadResult("'\(record.name.printable)' has no operations in an iteration")
            }
            guard record.launches.count <= ResultFile.mostLaunches, record.launches.allSatisfy(\.isConsistent) else {
                throw BadResult("the samples of '\(record.name.printable)' do not fit together")
            }
            let tallies = [record.proof, record.baselineProof].compactMap(\.self) + record.launches.map(\.tally)
            guard tallies.allSatisfy(\.isCredible) else {
                throw BadResult("the counts of '\(record.name.printable)' are beyond belief")
            }
            if let what = record.belowZero { throw BadResult("'\(record.name.printable)' has \(what) below 0") }
        }
    }
}

extension Tally {
    /// Whether the counts are such that a run can have counted them, and all of a row can be added up.
    fileprivate var isCredible: Bool {
        let most = 1 << 50
        // A count is a difference of two readings less what reading them costs, so it may lie a little below 0: with
        // ten thousand tasks some thousands.
        return (0...most).contains(operations) && counted.values.allSatisfy((-(1 << 16)...most).contains)
    }
}

extension Record {
    /// What of it lies below 0 and cannot; nil where nothing does. What is not timed may: a difference of weighings.
    fileprivate var belowZero: String? {
        func isBelow(_ columns: [Int64]...) -> Bool { columns.contains { $0.contains { $0 < 0 } } }
        if unit ?? .nanoseconds == .nanoseconds, launches.contains(where: { isBelow($0.times, $0.baseline) }) {
            return "the time of a batch"
        }
        if launches.contains(where: { isBelow($0.chain, $0.adds) }) { return "a reading of the sentinel" }
        if let distribution, isBelow(distribution.values, distribution.counts) { return "a single time, or its count," }
        if declaration.perOperation.values.contains(where: { $0 < 0 }) { return "a declared count" }
        let events = counting.map { $0.events.compactMap(\.perOperation.number) + $0.gigahertz } ?? []
        return events.contains { $0 < 0 } || (counting?.nanosecondsPerOperation ?? 0) < 0 ? "a counted event" : nil
    }
}

/// A file that is no result, or a damaged one.
public struct BadResult: Error, Equatable, CustomStringConvertible, Sendable {
    /// One line that says what is wrong.
    public var description: String

    /// A complaint.
    public init(_ description: String) { self.description = description }
}
