internal import Basics
internal import Counters
public import Machine
public import Sampling

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

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

// MARK: - The file

extension ResultFile {
    /// The order in the file is that of the alphabet, so the large part, the samples, comes last.
    private struct Body: Codable {
        /// For people who look into the file, and for looking over many: never read back with the samples.
        var figures: Derived
        var machine: Fingerprint
        var probes: [Record]
        var run: RunConditions
        var samples: [String: [Launch]]
    }

    /// Figures that are written, and passed over when a file is read.
    private struct Derived: Codable {
        var figures: [Figure]

        init(_ figures: [Figure]) { self.figures = figures }
        init(from decoder: any Decoder) throws { figures = [] }
        func encode(to encoder: any Encoder) throws { try figures.encode(to: encoder) }
    }

    private struct Version: Codable { var version: Int }

    /// The file's bytes: JSON, version first, keys sorted.
    public func encoded() throws -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        var bare = records
        for index in bare.indices { bare[index].launches = [] }
        let samples = Dictionary(records.map { ($0.name.text, $0.launches) }, uniquingKeysWith: { first, _ in first })
        let body = try encoder.encode(
            Body(figures: Derived(figures), machine: machine, probes: bare, run: run, samples: samples))
        return Array("{\"version\":\(ResultFile.version),".utf8) + body.dropFirst() + [UInt8(ascii: "\n")]
    }

    /// Reads the bytes of a file.
    ///
    /// - Throws: `BadResult` with one line that says what is wrong.
    public init(decoding bytes: [UInt8]) throws(BadResult) {
        guard !bytes.isEmpty else { throw BadResult("the file is empty") }
        let decoder = JSONDecoder()
        do {
            let version = try decoder.decode(Version.self, from: Data(bytes)).version
            guard (1...ResultFile.version).contains(version) else {
                throw BadResult(
                    version > ResultFile.version
                        ? "it has version \(version), this toll reads up to \(ResultFile.version): get a newer toll"
                        : "it has version \(version), which never was")
            }
            let body = try decoder.decode(Body.self, from: Data(bytes))
            machine = body.machine
            run = body.run
            records = body.probes
            for index in records.indices { records[index].launches = body.samples[records[index].name.text] ?? [] }
        } catch let error as BadResult {
            throw error
        } catch let error as DecodingError {
            throw BadResult(error.sentence)
        } catch {
            throw BadResult("it is not JSON")
        }
        try check()
    }

    /// More launches than `toll run` can be asked for.
    private static let mostLaunches = 4096

    /// What types cannot say: names are there once, and columns fit together.
    private func check() throws(BadResult) {
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

extension DecodingError {
    /// What is wrong, and where, in one line.
    fileprivate var sentence: String {
        func place(_ context: Context, _ last: (any CodingKey)? = nil) -> String {
            let keys = context.codingPath + (last.map { [$0] } ?? [])
            return keys.isEmpty
                ? "the top"
                : "'\(keys.map { ($0.intValue.map(String.init) ?? $0.stringValue).printable }.joined(separator: "."))'"
        }
        switch self {
        case .keyNotFound(let key, let context): return "\(place(context, key)) is missing"
        case .valueNotFound(_, let context): return "\(place(context)) is null"
        case .typeMismatch(_, let context): return "\(place(context)) is of the wrong type"
        case .dataCorrupted(let context):
            return context.codingPath.isEmpty ? "it is not JSON" : "\(place(context)) makes no sense"
        @unknown default: return "it cannot be read"
        }
    }
}
