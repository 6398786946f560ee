import Sampling

/// What a worker answers.
enum Reply: Equatable {
    /// It is set up; `partners` are processes without which it cannot answer.
    case ready(hasBaseline: Bool, notes: [String], facts: [RowFact: Double], partners: [Int32])
    /// A visit is over.
    case visit(Visit)
    /// A proof is over.
    case tally(Tally)
    /// A counting is over.
    case counting(Counting)
    /// Single iterations were timed.
    case distribution(Distribution)
    /// Nanoseconds of an iteration, stretch by stretch.
    case warmedUp([Double])
    /// What was found out once.
    case study(notes: [String], facts: [RowFact: Double])
    /// It cannot run here, or went wrong.
    case failure(ProbeFailure)

    var message: MessageBuffer {
        var message = MessageBuffer()
        switch self {
        case .ready(let hasBaseline, let notes, let facts, let partners):
            message.put(0)
            message.put(hasBaseline ? 1 : 0)
            message.put(notes, facts)
            message.put(partners.map(Int64.init))
        case .visit(let visit):
            message.put(1)
            message.put(visit.times)
            message.put(visit.baseline)
            message.put(visit.sentinels.map(\.chain))
            message.put(visit.sentinels.map(\.adds))
            message.put(visit.tally)
        case .tally(let tally):
            message.put(2)
            message.put(tally)
        case .counting(let counting):
            message.put(4)
            message.put(counting)
        case .distribution(let distribution):
            message.put(5)
            message.put(Int64(distribution.operationsPerSample))
            message.put(distribution.values)
            message.put(distribution.counts)
            message.put(Int64(distribution.inFlight ?? 0))
            message.put(distribution.interval ?? 0)
        case .warmedUp(let times):
            message.put(6)
            message.put(times.map { Int64(bitPattern: $0.bitPattern) })
        case .study(let notes, let facts):
            message.put(7)
            message.put(notes, facts)
        case .failure(let failure):
            message.put(3)
            message.put(failure.kind.rawValue)
            message.put(failure.reason)
        }
        return message
    }

    init?(_ message: MessageBuffer) {
        var message = message
        switch message.number() {
        case 0:
            guard let hasBaseline = message.number(), let (notes, facts) = message.notesAndFacts(),
                let partners = message.numbers(), partners.allSatisfy({ (1...Int64(Int32.max)).contains($0) })
            else { return nil }
            self = .ready(
                hasBaseline: hasBaseline != 0, notes: notes, facts: facts, partners: partners.map { Int32($0) })
        case 1:
            guard let times = message.amounts(), let baseline = message.amounts(), let chain = message.amounts(),
                let adds = message.amounts(), chain.count == adds.count, let tally = message.tally()
            else { return nil }
            self = .visit(
                Visit(
                    times: times, baseline: baseline,
                    sentinels: zip(chain, adds).map { SentinelReading(chain: $0, adds: $1) }, tally: tally))
        case 2:
            guard let tally = message.tally() else { return nil }
            self = .tally(tally)
        case 3:
            guard let kind = message.text().flatMap(ProbeFailure.Kind.init), let reason = message.text() else {
                return nil
            }
            self = .failure(ProbeFailure(kind, reason))
        case 4:
            guard let counting = message.counting() else { return nil }
            self = .counting(counting)
        case 5:
            guard let operations = message.amount(), let values = message.numbers(), let counts = message.numbers(),
                values.count == counts.count, let inFlight = message.amount(), let interval = message.amount()
            else { return nil }
            var distribution = Distribution(operationsPerSample: Int(operations), values: values, counts: counts)
            if inFlight > 0 { (distribution.inFlight, distribution.interval) = (Int(inFlight), interval) }
            self = .distribution(distribution)
        case 6:
            guard let times = message.numbers() else { return nil }
            self = .warmedUp(times.map { Double(bitPattern: UInt64(bitPattern: $0)) })
        case 7:
            guard let (notes, facts) = message.notesAndFacts() else { return nil }
            self = .study(notes: notes, facts: facts)
        default: return nil
        }
    }
}
