internal import Counters

/// Something that disturbed a measurement by more than its limit, with the number that says so.
public enum Noise: Sendable, Hashable {
    /// The share of the time that the hypervisor gave to others.
    case steal(share: Double)
    /// The share of the measured CPUs' time that other tasks used.
    case foreignTime(share: Double)
    /// Context switches in a batch beyond those that the operations make themselves.
    case extraSwitches(perBatch: Double)
    /// Interrupts in a millisecond on the measured CPUs.
    case interrupts(perMillisecond: Double)
    /// The share of the batches that the sentinel calls calm.
    case fewCalm(share: Double)
    /// The share of the batches beside which the clock was not the usual one.
    case clockMoved(share: Double)
    /// A significant trend from the beginning of the run to its end.
    case drift(Drift)
    /// Two states in what should be one.
    case twoHumps(TwoHumps)
    /// Batches that resemble their predecessors: the autocorrelation at lag 1.
    case resemblance(lag1: Double)
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
    /// A switch away and back costs some 3 µs and cold caches, a percent of a batch of 0.25 ms.
    static let switchLimit = Limit(noticed: 0.1, serious: 1, useless: 10)
    /// An interrupt costs 1 to 2 µs, so two a millisecond are 0.3 %, ten 1.5 %. The timer alone makes up to one.
    static let interruptLimit = Limit(noticed: 2, serious: 10, useless: 50)
    /// The share of batches that are not calm. The calm ones remain, but fewer, and the sentinel's word is less safe.
    static let restlessLimit = Limit(noticed: 0.5, serious: 0.8, useless: 0.95)
    /// The share of batches at another clock.
    static let clockLimit = Limit(noticed: 0.1, serious: 0.5, useless: 0.95)
    /// The change over a run, where chance would show as much in less than one run of a hundred.
    static let driftLimit = Limit(noticed: 0.01, serious: 0.05, useless: 0.2)
    /// The chance below which a drift is taken for one.
    static let driftSignificance = 0.01
    /// The distance of two humps over the lower one.
    static let humpLimit = Limit(noticed: 0.02, serious: 0.1, useless: 0.5)
    /// The autocorrelation at lag 1: at a third two batches say as much as one, at 0.7 six, at 0.95 forty.
    static let lagLimit = Limit(noticed: 0.33, serious: 0.7, useless: 0.95)
    /// So many standard errors must an autocorrelation be above 0.
    static let lagSignificance = 2.6
    /// Batches that are missing, as the reciprocal of their number: from 30 on the interval is steady, below 12 its ends
    /// are nearly the extremes, below six there is none.
    static let batchLimit = Limit(noticed: 1 / 30, serious: 1 / 12, useless: 1 / Double(Estimate.fewestValues))
    /// The width of the interval over the width asked for.
    static let targetLimit = Limit(noticed: 1, serious: 3, useless: 10)

    /// The number that is held against the limit.
    private var measured: (value: Double, limit: Limit) {
        switch self {
        case .steal(let share): (share, Self.stealLimit)
        case .foreignTime(let share): (share, Self.foreignLimit)
        case .extraSwitches(let perBatch): (perBatch, Self.switchLimit)
        case .interrupts(let perMillisecond): (perMillisecond, Self.interruptLimit)
        case .fewCalm(let share): (1 - share, Self.restlessLimit)
        case .clockMoved(let share): (share, Self.clockLimit)
        case .drift(let drift):
            (drift.significance < Self.driftSignificance ? abs(drift.change) : 0, Self.driftLimit)
        case .twoHumps(let humps): (humps.distance, Self.humpLimit)
        case .resemblance(let lag1): (lag1, Self.lagLimit)
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
        case .steal(let share): "\(percent(share)) stolen"
        case .foreignTime(let share): "other tasks \(percent(share))"
        case .extraSwitches(let perBatch): "\(short(perBatch)) foreign switches a batch"
        case .interrupts(let perMillisecond): "\(short(perMillisecond)) interrupts a ms"
        case .fewCalm(let share): "\(percent(share)) calm"
        case .clockMoved(let share): "clock moved beside \(percent(share))"
        case .drift(let drift): "drifts by \(signed(drift.change))"
        case .twoHumps(let humps): "two humps \(percent(humps.distance)) apart"
        case .resemblance(let lag1): "lag-1 \(short(lag1))"
        case .fewBatches(let count): numbered(count, "batch", "batches")
        case .targetMissed(let halfWidth, _): "±\(percent(halfWidth))"
        }
    }

    /// Whether it is about the whole run, and so the same for all rows.
    public var isOfRun: Bool {
        switch self {
        case .steal, .foreignTime: true
        default: false
        }
    }

    /// One line: the number, its limit, and what to try.
    public var sentence: String {
        let limit = measured.limit.noticed
        return switch self {
        case .steal(let share):
            "the hypervisor gave \(percent(share)) of the time to others (limit \(percent(limit))): "
                + "try a quieter hour or a machine of one's own"
        case .foreignTime(let share):
            "other tasks used \(percent(share)) of the measured CPUs (limit \(percent(limit))): "
                + "stop them or measure on other CPUs"
        case .extraSwitches(let perBatch):
            "\(short(perBatch)) switches a batch were not the probe's own (limit \(short(limit))): "
                + "stop what else runs on the measured CPUs"
        case .interrupts(let perMillisecond):
            "\(short(perMillisecond)) interrupts a millisecond (limit \(short(limit))): "
                + "send them to other CPUs, or quiet the devices that raise them"
        case .fewCalm(let share):
            "only \(percent(share)) of the batches were calm (limit \(percent(1 - limit))): "
                + "try a larger budget, a quieter hour, or a core without neighbours"
        case .clockMoved(let share):
            "the clock was not the usual one beside \(percent(share)) of the batches (limit \(percent(limit))): "
                + "fix the frequency or let the machine cool"
        case .drift(let drift):
            "the figure moved by \(signed(drift.change)) during the run (limit \(percent(limit))): "
                + "let the machine settle, then measure again"
        case .twoHumps(let humps):
            "the batches gather around two values, \(short(humps.low)) (\(percent(humps.lowShare)) of them) and "
                + "\(short(humps.high)), \(percent(humps.distance)) apart (limit \(percent(limit))): "
                + "look for a second state of the machine, or measure more launches"
        case .resemblance(let lag1):
            "batches resemble their predecessors, lag-1 autocorrelation \(short(lag1)) (limit \(short(limit))): "
                + "a larger budget spreads them over more states"
        case .fewBatches(let count):
            "\(numbered(count, "batch", "batches")) (limit \(short((1 / limit).rounded()))): try a larger budget"
        case .targetMissed(let halfWidth, let target):
            "the interval is ±\(percent(halfWidth)) where ±\(percent(target)) was asked for: "
                + "try a larger budget or a quieter machine"
        }
    }
}

private func percent(_ share: Double) -> String { short(share * 100) + " %" }

private func signed(_ share: Double) -> String { (share > 0 ? "+" : "") + percent(share) }

/// A number with three significant digits; with all those before the point if there are more.
private func short(_ number: Double) -> String {
    guard number.isFinite else { return "\(number)" }
    var scale = 1.0
    while scale < 1e6, abs(number) * scale < 100 { scale *= 10 }
    let text = "\((number * scale).rounded() / scale)"
    return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
}
