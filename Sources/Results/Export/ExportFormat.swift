internal import Machine
internal import Sampling

/// The formats in which a result can be handed on; each is rendered in a file of its own.
public enum ExportFormat: String, Sendable, CaseIterable {
    /// A line a row, for spreadsheets.
    case csv
    /// A table for a page.
    case markdown
    /// A JSON object a line and row.
    case jsonl
    /// The text format of Go's benchmarks, which benchstat reads.
    case benchstat
    /// The JSON of google/benchmark, which its compare.py reads.
    case googleBenchmark = "google-benchmark"
    /// The JSON of pyperf.
    case pyperf
    /// The text format of Prometheus, for the textfile folder of a node exporter.
    case prometheus
    /// The JSON of github-action-benchmark's tool "customSmallerIsBetter".
    case githubActionBenchmark = "github-action-benchmark"
    /// Bencher Metric Format, for `bencher run --adapter json`.
    case bencher
    /// The kernel's own test protocol, for kselftest's and KUnit's readers.
    case ktap
    /// The CSV that Apache Otava reads: a line a run, a column a row.
    case otava
    /// The YAML that says to Apache Otava what that CSV holds.
    case otavaConfig = "otava-config"
    /// KernelCI's common report format.
    case kcidb

    /// The result in this format.
    public func render(_ result: ResultFile) throws -> String {
        switch self {
        case .csv: csv(result)
        case .markdown: markdown(result)
        case .jsonl: try jsonl(result)
        case .benchstat: benchstat(result)
        case .googleBenchmark: try googleBenchmark(result)
        case .pyperf: try pyperf(result)
        case .prometheus: prometheus(result)
        case .githubActionBenchmark: try githubActionBenchmark(result)
        case .bencher: try bencher(result)
        case .ktap: ktap(result)
        case .otava, .otavaConfig: try render([QuickResult(result)])
        case .kcidb: try kcidb(result)
        }
    }

    /// Whether the format is of several runs, one after the other.
    public var isOfHistory: Bool { self == .otava || self == .otavaConfig }

    /// Several runs of one machine in a format for which ``isOfHistory`` is true.
    public func render(_ runs: [QuickResult]) throws(BadResult) -> String {
        let history = try History(runs)
        switch self {
        case .otava: return history.csv
        case .otavaConfig: return history.otavaConfig
        default: throw BadResult("the format \(rawValue) takes one result")
        }
    }
}

/// The samples of one valid row.
struct ExportedSample {
    /// The row.
    var record: Record
    /// Nanoseconds per operation, launch by launch, those that the row's estimate rests on; and core cycles, where they
    /// are known.
    var launches: [(iterations: Int, values: [Double], cycles: [Double])]

    /// The samples of all valid rows. INVALID ones are left out: a tool that does not know the word would take them for
    /// figures.
    static func all(of result: ResultFile) -> [ExportedSample] {
        let sentinels = result.sentinels
        return result.records.filter { $0.status == .measured }.compactMap { record in
            let samples = RowSamples(of: record, sentinels: sentinels)
            let iterations = record.launches.filter(\.isConsistent).map(\.iterations)
            let launches = zip(iterations, samples.used).compactMap { iterations, pairs in
                func usable(_ values: [Double]) -> [Double] { values.filter { $0.isFinite && $0 > 0 } }
                let (values, cycles) = (usable(pairs.map(\.cost)), usable(pairs.compactMap(\.cycles)))
                return values.isEmpty ? nil : (iterations: iterations, values: values, cycles: cycles)
            }
            return launches.isEmpty ? nil : ExportedSample(record: record, launches: launches)
        }
    }
}

extension ResultFile {
    /// A fact in one line, or a dash.
    public func fact(_ key: String) -> String { machine[key].map { FactUnit.none.show($0) } ?? "-" }

    /// When the run began, as 2007-01-31T12:00:00Z.
    public var beganText: String { utc(run.began) }
}

/// A time in seconds since 1970, as 2007-01-31T12:00:00Z; empty beyond the years that have four digits.
func utc(_ seconds: Int64) -> String {
    guard (0..<253_402_300_800).contains(seconds) else { return "" }
    // Days to a date: the year begins in March, so that the leap day comes last.
    let days = Int(seconds / 86_400) + 719_468
    let (era, dayOfEra) = (days / 146_097, days % 146_097)
    let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let shifted = (5 * dayOfYear + 2) / 153
    let day = dayOfYear - (153 * shifted + 2) / 5 + 1
    let month = shifted < 10 ? shifted + 3 : shifted - 9
    let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
    func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
    let time = Int(seconds % 86_400)
    return "\(year)-\(two(month))-\(two(day))T\(two(time / 3600)):\(two(time / 60 % 60)):\(two(time % 60))Z"
}
