import Counters
import Sampling

/// What toll asks of a worker.
enum Request: Equatable {
    /// Run batches and time them.
    case visit(VisitOrder)
    /// Run the operation, or its baseline, so often, with the kernel's counters attached.
    case prove(iterations: Int, baseline: Bool)
    /// Count events in batches of their own.
    case count([CounterEvent], iterations: Int, batches: Int)

    var parcel: Parcel {
        var parcel = Parcel()
        switch self {
        case .visit(let order):
            for number in [0, order.pairs, order.iterations, order.baselineIterations] { parcel.put(Int64(number)) }
        case .prove(let iterations, let baseline):
            for number in [1, iterations, baseline ? 1 : 0] { parcel.put(Int64(number)) }
        case .count(let events, let iterations, let batches):
            for number in [2, iterations, batches, events.count] { parcel.put(Int64(number)) }
            for event in events { parcel.put(event) }
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
        case 2:
            guard let iterations = parcel.amount(), let batches = parcel.amount(), let count = parcel.number(),
                (0...1000).contains(count)
            else { return nil }
            let events = (0..<count).compactMap { _ in parcel.event() }
            self = .count(events, iterations: Int(iterations), batches: Int(batches))
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
    /// A counting is over.
    case counting(Counting)
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
        case .counting(let counting):
            parcel.put(4)
            parcel.put(counting)
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
        case 4:
            guard let counting = parcel.counting() else { return nil }
            self = .counting(counting)
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

extension Parcel {
    fileprivate mutating func put(real value: Double) { put(Int64(bitPattern: value.bitPattern)) }

    fileprivate mutating func real() -> Double? { number().map { Double(bitPattern: UInt64(bitPattern: $0)) } }

    fileprivate mutating func put(_ event: CounterEvent) {
        put(event.name)
        put(Int64(event.type))
        for word in [event.config, event.config1, event.config2] { put(Int64(bitPattern: word)) }
        put((event.excludeUser ? 1 : 0) | (event.excludeKernel ? 2 : 0))
    }

    fileprivate mutating func event() -> CounterEvent? {
        guard let name = text(), let type = number().flatMap(UInt32.init(exactly:)), let config = number(),
            let config1 = number(), let config2 = number(), let modes = number()
        else { return nil }
        return CounterEvent(
            name: name, type: type, config: UInt64(bitPattern: config), config1: UInt64(bitPattern: config1),
            config2: UInt64(bitPattern: config2), excludeUser: modes & 1 != 0, excludeKernel: modes & 2 != 0)
    }

    fileprivate mutating func put(_ counting: Counting) {
        put(real: counting.nanosecondsPerOperation ?? -1)
        put(counting.gigahertz.map { Int64(bitPattern: $0.bitPattern) })
        put(Int64(counting.events.count))
        for count in counting.events {
            put(count.event)
            put(real: count.perOperation.number ?? .nan)
            put(count.perOperation.reason ?? "")
        }
    }

    fileprivate mutating func counting() -> Counting? {
        guard let nanoseconds = real(), let gigahertz = numbers(), let count = number(), (0...2000).contains(count)
        else { return nil }
        var events: [EventCount] = []
        for _ in 0..<count {
            guard let name = text(), let value = real(), let reason = text() else { return nil }
            events.append(EventCount(event: name, perOperation: value.isNaN ? .absent(reason) : .value(value)))
        }
        return Counting(
            events: events, nanosecondsPerOperation: nanoseconds < 0 ? nil : nanoseconds,
            gigahertz: gigahertz.map { Double(bitPattern: UInt64(bitPattern: $0)) })
    }
}
