internal import Basics
public import Machine
public import Sampling
public import SystemPackage

/// A file without its samples: the machine, and the figures as they stand in it. For pages about many machines.
public struct ResultHead: Sendable {
    /// The file's name.
    public var label: String
    /// What the machine was like.
    public var machine: Fingerprint
    /// When the run began: seconds since 1970; nil where the file does not tell.
    public var began: Int64?
    /// What has to be known of a run that did not come to its end.
    public var shortfall: String?
    /// The figures that were worked out when the file was written.
    public var figures: [Figure]

    /// As much of a figure as a page shows.
    public struct Figure: Decodable, Sendable {
        /// Name, status, cost and unit.
        public var quick: QuickResult.Figure
        /// The cost less its baseline.
        public var net: Estimate?
        /// How far the figure can be trusted.
        public var grade: Grade.Letter?
        /// The worst of what concerns this row, in a few words.
        public var why: String?
        /// Why it was not measured, or is not valid.
        public var reason: String?

        private enum CodingKeys: String, CodingKey { case net, grade, why, reason }

        /// Reads a figure.
        public init(from decoder: any Decoder) throws {
            quick = try QuickResult.Figure(from: decoder)
            let fields = try decoder.container(keyedBy: CodingKeys.self)
            net = try? fields.decodeIfPresent(Estimate.self, forKey: .net)
            grade = try? fields.decodeIfPresent(Grade.Letter.self, forKey: .grade)
            why = try? fields.decodeIfPresent(String.self, forKey: .why)
            reason = try? fields.decodeIfPresent(String.self, forKey: .reason)
        }
    }

    /// Reads the head of a file, up to where its samples begin.
    public init(reading path: FilePath) throws(BadResult) {
        let quick = try QuickResult(reading: path)
        do {
            let (bytes, parts) = try QuickResult.head(of: path)
            func read<Part>(_ name: String, _ decode: (JSONScan, Range<Int>) throws -> Part) throws -> Part {
                guard let range = parts[name] else { throw BadResult("'\(name)' is missing") }
                return try bytes.withUnsafeBufferPointer { try decode(JSONScan($0), range) }
            }
            label = quick.label
            machine = try read("machine") { try $0.decoded(Fingerprint.self, from: $1) }
            figures = try read("figures") { try $0.list(of: Figure.self, in: $1) }
            let run = try? read("run") { try $0.decoded(RunConditions.self, from: $1) }
            (began, shortfall) = (run?.began, run?.shortfall)
        } catch {
            throw BadResult("\(path.string.printable): \(error)")
        }
    }

    /// What an overview needs of it.
    public var quick: QuickResult {
        var quick = QuickResult(
            label: label, model: machine["cpu.model"]?.text, figures: figures.map(\.quick))
        quick.hypervisor = machine["machine.hypervisor"]?.text
        return quick
    }

    /// A fact in one line, or a dash.
    public func fact(_ key: String) -> String { machine[key].map { FactUnit.none.show($0) } ?? "-" }

    /// The day on which it was measured, as 2007-01-31; a dash where that is not known.
    public var day: String { began.map { String(utc($0).prefix(10)) }.flatMap { $0.isEmpty ? nil : $0 } ?? "-" }
}
