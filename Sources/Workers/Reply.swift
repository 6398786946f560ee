import Sampling

/// What a worker answers.
enum Reply: Equatable {
    /// It is set up.
    case ready(hasBaseline: Bool, notes: [String], facts: [String: Double])
    /// A visit is over.
    case visit(Visit)
    /// A proof is over.
    case tally(Tally)
    /// A counting is over.
    case counting(Counting)
    /// Single iterations were timed.
    case distribution(Distribution)
    /// It cannot run here, or went wrong.
    case failure(ProbeFailure)

    var parcel: Parcel {
        var parcel = Parcel()
        switch self {
        case .ready(let hasBaseline, let notes, let facts):
            parcel.put(0)
            parcel.put(hasBaseline ? 1 : 0)
            parcel.put(Int64(notes.count))
            for note in notes { parcel.put(note) }
            parcel.put(Int64(facts.count))
            for (name, value) in facts {
                parcel.put(name)
                parcel.put(real: value)
            }
        case .visit(let visit):
            parcel.put(1)
            parcel.put(visit.operation)
            parcel.put(visit.baseline)
            parcel.put(visit.sentinels.map(\.chain))
            parcel.put(visit.sentinels.map(\.adds))
            parcel.put(visit.tally)
        case .tally(let tally):
            parcel.put(2)
            parcel.put(tally)
        case .counting(let counting):
            parcel.put(4)
            parcel.put(counting)
        case .distribution(let distribution):
            parcel.put(5)
            parcel.put(Int64(distribution.operationsPerSample))
            parcel.put(distribution.values)
            parcel.put(distribution.counts)
            parcel.put(Int64(distribution.inFlight ?? 0))
            parcel.put(distribution.interval ?? 0)
        case .failure(let failure):
            parcel.put(3)
            parcel.put(failure.kind.rawValue)
            parcel.put(failure.reason)
        }
        return parcel
    }

    init?(_ parcel: Parcel) {
        var parcel = parcel
        switch parcel.number() {
        case 0:
            guard let hasBaseline = parcel.number(), let count = parcel.number(), (0..<1000).contains(count) else {
                return nil
            }
            let notes = (0..<count).compactMap { _ in parcel.text() }
            guard let count = parcel.number(), (0..<1000).contains(count) else { return nil }
            var facts: [String: Double] = [:]
            for _ in 0..<count {
                guard let name = parcel.text(), let value = parcel.real() else { return nil }
                facts[name] = value
            }
            self = .ready(hasBaseline: hasBaseline != 0, notes: notes, facts: facts)
        case 1:
            guard let operation = parcel.amounts(), let baseline = parcel.amounts(), let chain = parcel.amounts(),
                let adds = parcel.amounts(), chain.count == adds.count, let tally = parcel.tally()
            else { return nil }
            self = .visit(
                Visit(
                    operation: operation, baseline: baseline,
                    sentinels: zip(chain, adds).map { SentinelReading(chain: $0, adds: $1) }, tally: tally))
        case 2:
            guard let tally = parcel.tally() else { return nil }
            self = .tally(tally)
        case 3:
            guard let kind = parcel.text().flatMap(ProbeFailure.Kind.init), let reason = parcel.text() else {
                return nil
            }
            self = .failure(ProbeFailure(kind, reason))
        case 4:
            guard let counting = parcel.counting() else { return nil }
            self = .counting(counting)
        case 5:
            guard let operations = parcel.amount(), let values = parcel.numbers(), let counts = parcel.numbers(),
                values.count == counts.count, let inFlight = parcel.amount(), let interval = parcel.amount()
            else { return nil }
            var distribution = Distribution(operationsPerSample: Int(operations), values: values, counts: counts)
            if inFlight > 0 { (distribution.inFlight, distribution.interval) = (Int(inFlight), interval) }
            self = .distribution(distribution)
        default: return nil
        }
    }
}
