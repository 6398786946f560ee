internal import Basics
internal import Counters
public import Sampling

/// Whether a row of one run is worse than that of another by more than a threshold: what a bisection asks of each step.
public struct Bisection: Sendable, Equatable {
    /// The answers, by the exit status that `git bisect run` knows them by.
    public enum Answer: Int32, Sendable {
        /// Surely not worse by more than the threshold.
        case good = 0
        /// Surely worse by more.
        case bad = 1
        /// The figures do not tell: this step is to be left out.
        case cannotTell = 125
    }

    /// What is compared.
    public enum Measure: String, Sendable, CaseIterable {
        /// What the task pays.
        case cost
        /// The same less its baseline.
        case net
        /// What the task pays, in core cycles.
        case cycles
        /// Instructions of an operation, user and kernel together, as the hardware counted them.
        case instructions
    }

    /// The answer.
    public var answer: Answer
    /// Why, a sentence.
    public var why: String

    /// Judges a row of a run against the same row of an earlier one.
    ///
    /// - Parameter threshold: the share by which it may be above the earlier one.
    public init(of name: RowName, in run: ResultFile, than base: ResultFile, by measure: Measure, threshold: Double) {
        do throws(Unknown) {
            let now = try Bisection.estimate(of: name, in: run, measure, "this run")
            let then = try Bisection.estimate(of: name, in: base, measure, "the earlier run")
            guard let ratio = Estimate.ratio(now, then), ratio.median.isFinite else {
                throw Unknown(why: "an interval reaches 0: nothing to divide by")
            }
            let ends = "\(Format.factor(ratio.low)) … \(Format.factor(ratio.high))"
            let interval = "\(Format.factor(ratio.median)) [\(ends)]"
            let limit = Format.factor(1 + threshold)
            let what = "\(name.printable) is \(interval) of the earlier run's in \(measure.rawValue)"
            if ratio.low > 1 + threshold {
                self.init(.bad, "\(what): above \(limit)")
            } else if ratio.high <= 1 + threshold {
                self.init(.good, "\(what): not above \(limit)")
            } else {
                self.init(.cannotTell, "\(what): the interval lies on both sides of \(limit); a larger --budget")
            }
        } catch {
            self.init(.cannotTell, error.why)
        }
    }

    private init(_ answer: Answer, _ why: String) { (self.answer, self.why) = (answer, why) }

    private struct Unknown: Error { var why: String }

    private static func estimate(
        of name: RowName, in run: ResultFile, _ measure: Measure, _ side: String
    ) throws(Unknown) -> Estimate {
        guard let record = run.records.first(where: { $0.name == name }) else {
            throw Unknown(why: "\(side) has no row \(name.printable)")
        }
        guard record.status == .measured else {
            let reason = record.reason.map { ": " + $0.printable } ?? ""
            throw Unknown(why: "\(name.printable) is \(record.status.rawValue) in \(side)\(reason)")
        }
        if measure == .instructions {
            guard let count = record.counting?.profile.instructions.number, count > 0, count.isFinite else {
                throw Unknown(why: "instructions were not counted in \(side)")
            }
            return Estimate(median: count, low: count, high: count, count: record.batches)
        }
        let summary = Summary(of: record, sentinels: run.sentinels)
        let value = measure == .cost ? summary.cost : measure == .net ? summary.net : summary.cycles
        guard let value else { throw Unknown(why: "\(name.printable) has no \(measure.rawValue) in \(side)") }
        guard value.count >= Outcome.fewestBatches else {
            throw Unknown(why: "only \(numbered(value.count, "batch", "batches")) in \(side): a larger --budget")
        }
        return value
    }
}
