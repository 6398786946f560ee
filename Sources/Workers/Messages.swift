import Sampling

/// What toll asks of a worker.
enum Request: Equatable {
    /// Run batches and time them.
    case visit(VisitOrder)
    /// Run the operation, or its baseline, so often, with the kernel's counters attached.
    case prove(iterations: Int, baseline: Bool)

    var parcel: Parcel {
        var parcel = Parcel()
        switch self {
        case .visit(let order):
            for number in [0, order.pairs, order.iterations, order.baselineIterations] { parcel.put(Int64(number)) }
        case .prove(let iterations, let baseline):
            for number in [1, iterations, baseline ? 1 : 0] { parcel.put(Int64(number)) }
        }
        return parcel
    }

    init?(_ parcel: Parcel) {
        var parcel = parcel
        switch parcel.number() {
        case 0:
            guard let pairs = parcel.amount(), let iterations = parcel.amount(), let baseline = parcel.amount() else {
                return nil
            }
            self = .visit(
                VisitOrder(pairs: Int(pairs), iterations: Int(iterations), baselineIterations: Int(baseline)))
        case 1:
            guard let iterations = parcel.amount(), let baseline = parcel.number() else { return nil }
            self = .prove(iterations: Int(iterations), baseline: baseline != 0)
        default: return nil
        }
    }
}

/// What a worker answers.
enum Reply: Equatable {
    /// It is set up.
    case ready(hasBaseline: Bool, notes: [String])
    /// A visit is over.
    case visit(Visit)
    /// A proof is over.
    case tally(Tally)
    /// It cannot run here, or went wrong.
    case failure(ProbeFailure)

    var parcel: Parcel {
        var parcel = Parcel()
        switch self {
        case .ready(let hasBaseline, let notes):
            parcel.put(0)
            parcel.put(hasBaseline ? 1 : 0)
            parcel.put(Int64(notes.count))
            for note in notes { parcel.put(note) }
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
            self = .ready(hasBaseline: hasBaseline != 0, notes: (0..<count).compactMap { _ in parcel.text() })
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
        default: return nil
        }
    }
}

extension Parcel {
    fileprivate mutating func put(_ tally: Tally) {
        put(Int64(tally.operations))
        put(Int64(tally.cpus ?? 0))
        put(Int64(tally.counted.count))
        for (quantity, count) in tally.counted {
            put(quantity.rawValue)
            put(Int64(count))
        }
        put(Int64(tally.absent.count))
        for (quantity, reason) in tally.absent {
            put(quantity.rawValue)
            put(reason)
        }
    }

    fileprivate mutating func tally() -> Tally? {
        guard let operations = amount(), let cpus = amount(), let counted = number() else { return nil }
        var tally = Tally(operations: Int(operations))
        tally.cpus = cpus > 0 ? Int(cpus) : nil
        for _ in 0..<max(0, min(counted, 100)) {
            guard let quantity = text().flatMap(Quantity.init), let count = amount() else { return nil }
            tally.counted[quantity] = Int(count)
        }
        guard let absent = number() else { return nil }
        for _ in 0..<max(0, min(absent, 100)) {
            guard let quantity = text().flatMap(Quantity.init), let reason = text() else { return nil }
            tally.absent[quantity] = reason
        }
        return tally
    }
}
