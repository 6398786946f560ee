internal import Basics

/// Something that disturbed a measurement by more than its limit, with the number that says so.
public enum Noise: Sendable, Hashable {
    /// The share of the time that the hypervisor gave to others.
    case steal(share: Double)
    /// The share of the measured CPUs' time that other tasks used.
    case foreignTime(share: Double)
    /// The share of the periods of a CPU quota in which it stopped the run.
    case throttled(share: Double)
    /// Context switches in a batch beyond those that the operations make themselves.
    case extraSwitches(perBatch: Double)
    /// The share of the batches that the sentinel calls undisturbed.
    case fewUndisturbed(share: Double)
    /// The share of the batches during which the frequency changed.
    case frequencyChanged(share: Double)
    /// Batches that depend on their place in a visit.
    case notLevel(Levelness)
    /// A significant trend from the beginning of the run to its end.
    case drift(Drift)
    /// Two states in what should be one.
    case bimodality(Bimodality)
    /// Batches that are not independent of their predecessors: the autocorrelation at lag 1.
    case autocorrelated(Double)
    /// Fewer batches than an interval to be trusted wants.
    case fewBatches(count: Int)
    /// A wider interval than was asked for: both as shares of the median.
    case targetMissed(halfWidth: Double, target: Double)

    /// Where noise begins to count, where it is serious, and where the figure should not be used. Beyond each of them
    /// the grade is one letter lower.
    struct Limit {
        var noticed: Double
        var serious: Double
        var useless: Double
    }

    /// The share of time lost to the hypervisor. Lost time falls on a few batches only, which the median passes over,
    /// until a tenth or so is lost.
    static let stealLimit = Limit(noticed: 0.005, serious: 0.03, useless: 0.15)
    /// The share of time others used on the measured CPUs: as for steal, and they also empty the caches.
    static let foreignLimit = Limit(noticed: 0.02, serious: 0.1, useless: 0.4)
    /// The share of a quota's periods in which it stopped the run: what was at work then took until the next.
    static let quotaLimit = Limit(noticed: 0.005, serious: 0.05, useless: 0.5)
    /// A switch away and back costs some 3 µs and cold caches, a tenth of a batch of 30 µs. It is noticed where one
    /// batch in ten has one.
    static let switchLimit = Limit(noticed: 0.1, serious: 1, useless: 10)
    /// The share of batches that are disturbed. The others remain, but fewer, and the sentinel's word is less safe.
    static let restlessLimit = Limit(noticed: 0.5, serious: 0.8, useless: 0.95)
    /// The share of batches at another clock.
    static let clockLimit = Limit(noticed: 0.1, serious: 0.5, useless: 0.95)
    /// The change from the first batches of a visit to the last, where chance would show as much in less than one run
    /// of a thousand: there are many rows.
    static let levelLimit = Limit(noticed: 0.01, serious: 0.05, useless: 0.2)
    /// The chance below which batches are taken not to be level.
    static let levelSignificance = 0.001
    /// The change over a run, where chance would show as much in less than one run of a hundred.
    static let driftLimit = Limit(noticed: 0.01, serious: 0.05, useless: 0.2)
    /// The chance below which a drift is taken for one.
    static let driftSignificance = 0.01
    /// The distance of two modes over the lower one.
    static let bimodalityLimit = Limit(noticed: 0.02, serious: 0.1, useless: 0.5)
    /// The autocorrelation at lag 1: at a third two batches say as much as one, at 0.7 six, at 0.95 forty.
    static let autocorrelationLimit = Limit(noticed: 0.33, serious: 0.7, useless: 0.95)
    /// So many standard errors must an autocorrelation be above 0.
    static let autocorrelationSignificance = 2.6
    /// Batches that are missing, as the reciprocal of their number: from 30 on the interval is steady, below 12 its
    /// ends are nearly the extremes, below six there is none.
    static let batchLimit = Limit(noticed: 1 / 30, serious: 1 / 12, useless: 1 / Double(Estimate.fewestValues))
    /// The width of the interval over the width asked for.
    static let targetLimit = Limit(noticed: 1, serious: 3, useless: 10)

    /// The number that is compared with the limit.
    private var measured: (value: Double, limit: Limit) {
        switch self {
        case .steal(let share): (share, Self.stealLimit)
        case .foreignTime(let share): (share, Self.foreignLimit)
        case .throttled(let share): (share, Self.quotaLimit)
        case .extraSwitches(let perBatch): (perBatch, Self.switchLimit)
        case .fewUndisturbed(let share): (1 - share, Self.restlessLimit)
        case .frequencyChanged(let share): (share, Self.clockLimit)
        case .notLevel(let level):
            (level.significance < Self.levelSignificance ? abs(level.change) : 0, Self.levelLimit)
        case .drift(let drift):
            (drift.significance < Self.driftSignificance ? abs(drift.change) : 0, Self.driftLimit)
        case .bimodality(let modes): (modes.distance, Self.bimodalityLimit)
        case .autocorrelated(let value): (value, Self.autocorrelationLimit)
        case .fewBatches(let count): (1 / Double(max(count, 0)), Self.batchLimit)
        case .targetMissed(let halfWidth, let target): (halfWidth / target, Self.targetLimit)
        }
    }

    /// How low it brings the grade by itself. A number that is not one brings it nowhere.
    public var letter: Grade.Letter {
        let (value, limit) = measured
        return value > limit.useless ? .d : value > limit.serious ? .c : value > limit.noticed ? .b : .a
    }

    /// A few words for a table.
    public var brief: String {
        switch self {
        case .steal(let share): "\(Format.percent(share)) stolen"
        case .foreignTime(let share): "other tasks \(Format.percent(share))"
        case .throttled(let share): "stopped by the CPU quota in \(Format.percent(share)) of its periods"
        case .extraSwitches(let perBatch): "\(Format.digits(perBatch)) foreign switches a batch"
        case .fewUndisturbed(let share): "\(Format.percent(share)) undisturbed"
        case .frequencyChanged(let share): "frequency changed in \(Format.percent(share)) of batches"
        case .notLevel(let level): "first batches \(Format.change(level.change))"
        case .drift(let drift): "drifts by \(Format.change(drift.change))"
        case .bimodality(let modes): "bimodal, \(Format.percent(modes.distance)) apart"
        case .autocorrelated(let value): "autocorrelation \(Format.digits(value))"
        case .fewBatches(let count): numbered(count, "batch", "batches")
        case .targetMissed: number
        }
    }

    /// Whether it is about the whole run, and so the same for all rows.
    public var isOfRun: Bool {
        switch self {
        case .steal, .foreignTime, .throttled: true
        default: false
        }
    }

    /// One line: the number, its limit, and what to try.
    public var sentence: String {
        switch self {
        case .steal(let share):
            "the hypervisor gave \(Format.percent(share)) of the time to others (\(limitText)): \(advice)"
        case .foreignTime(let share):
            "other tasks used \(Format.percent(share)) of the measured CPUs (\(limitText)): \(advice)"
        case .throttled:
            "the control group's CPU quota stopped the run in \(number) of its periods (\(limitText)), and tails are "
                + "those of the quota: \(advice)"
        case .extraSwitches: "\(number) switches a batch were not the probe's own (\(limitText)): \(advice)"
        case .fewUndisturbed: "only \(number) of the batches were undisturbed (\(limitText)): \(advice)"
        case .frequencyChanged: "the frequency changed in \(number) of the batches (\(limitText)): \(advice)"
        case .notLevel: "the first batches of a visit cost \(number) (\(limitText)), so the row was not warm: \(advice)"
        case .drift: "the figure moved by \(number) during the run (\(limitText)): \(advice)"
        case .bimodality(let modes):
            "the batches gather around two values, \(Format.digits(modes.low)) "
                + "(\(Format.percent(modes.lowShare)) of them) and \(Format.digits(modes.high)), "
                + "\(number) apart (\(limitText)): \(advice)"
        case .autocorrelated: "successive batches are autocorrelated at lag 1, \(number) (\(limitText)): \(advice)"
        case .fewBatches(let count): "\(numbered(count, "batch", "batches")) (\(limitText)): \(advice)"
        case .targetMissed(_, let target):
            "the interval is \(number) where ±\(Format.percent(target)) was asked for: \(advice)"
        }
    }

    /// What is said of all rows that this happened to, without their numbers: what it is, its limit, and what to try.
    public var rule: String {
        switch self {
        case .steal: "time that the hypervisor gave to others (\(limitText)): \(advice)"
        case .foreignTime: "time that other tasks used (\(limitText)): \(advice)"
        case .throttled: "periods in which the control group's CPU quota stopped the run (\(limitText)): \(advice)"
        case .extraSwitches: "switches a batch that were not the probe's own (\(limitText)): \(advice)"
        case .fewUndisturbed: "few undisturbed batches (\(limitText)): \(advice)"
        case .frequencyChanged: "batches in which the frequency changed (\(limitText)): \(advice)"
        case .notLevel: "first batches of a visit dearer or cheaper, so not warm (\(limitText)): \(advice)"
        case .drift: "moved during the run (\(limitText)): \(advice)"
        case .bimodality: "batches around two values, so far apart (\(limitText)): \(advice)"
        case .autocorrelated: "successive batches autocorrelated at lag 1 (\(limitText)): \(advice)"
        case .fewBatches: "few batches (\(limitText)): \(advice)"
        case .targetMissed(_, let target): "intervals wider than the ±\(Format.percent(target)) asked for: \(advice)"
        }
    }

    /// What it is, in two or three words.
    public var name: String {
        switch self {
        case .steal: "time given to other guests"
        case .foreignTime: "other tasks"
        case .throttled: "the CPU quota"
        case .extraSwitches: "foreign switches"
        case .fewUndisturbed: "few undisturbed batches"
        case .frequencyChanged: "a changing frequency"
        case .notLevel: "first batches that differ"
        case .drift: "drift"
        case .bimodality: "two states"
        case .autocorrelated: "autocorrelation"
        case .fewBatches: "few batches"
        case .targetMissed: "wide intervals"
        }
    }

    /// The number by itself.
    public var number: String {
        switch self {
        case .steal(let share), .foreignTime(let share), .throttled(let share), .fewUndisturbed(let share),
            .frequencyChanged(let share):
            Format.percent(share)
        case .extraSwitches(let perBatch): Format.digits(perBatch)
        case .notLevel(let level): Format.change(level.change)
        case .drift(let drift): Format.change(drift.change)
        case .bimodality(let modes): Format.percent(modes.distance)
        case .autocorrelated(let value): Format.digits(value)
        case .fewBatches(let count): "\(count)"
        case .targetMissed(let halfWidth, let target):
            // What was missed by a hair shows the hair.
            "±"
                + (Format.percent(halfWidth) == Format.percent(target)
                    ? Format.decimal(halfWidth * 100, places: 3) + " %" : Format.percent(halfWidth))
        }
    }

    private var limitText: String {
        let limit = measured.limit.noticed
        return switch self {
        case .fewUndisturbed: "limit \(Format.percent(1 - limit))"
        case .extraSwitches, .autocorrelated: "limit \(Format.decimal(limit))"
        case .fewBatches: "limit \(Format.decimal((1 / limit).rounded()))"
        default: "limit \(Format.percent(limit))"
        }
    }

    private var advice: String {
        switch self {
        case .steal: "try a quieter hour or a machine of one's own"
        case .foreignTime: "stop them or measure on other CPUs"
        case .throttled: "raise cpu.max or measure outside"
        case .extraSwitches: "stop what else runs on the measured CPUs"
        case .fewUndisturbed: "try --overtime 2m, a quieter hour, or a core without neighbours"
        case .frequencyChanged:
            "fix the frequency where 'toll doctor' says that it can be set, or let the machine cool"
        case .notLevel: "measure it with fewer others, or with a larger budget"
        case .drift: "let the machine settle, then measure again"
        case .bimodality: "look for a second state of the machine, or measure more launches"
        case .autocorrelated: "a larger budget spreads them over more states"
        case .fewBatches: "try a larger budget"
        case .targetMissed: "try a larger budget or a quieter machine"
        }
    }
}
