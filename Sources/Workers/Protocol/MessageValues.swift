import Counters
import Sampling

// How the values that messages carry are put into a message and taken out again.

extension MessageBuffer {
    mutating func put(_ notes: [String], _ facts: [RowFact: Double]) {
        put(Int64(notes.count))
        for note in notes { put(note) }
        put(Int64(facts.count))
        for (fact, value) in facts {
            for text in [fact.name, fact.unit, fact.join.rawValue] { put(text) }
            put(real: value)
        }
    }

    mutating func notesAndFacts() -> (notes: [String], facts: [RowFact: Double])? {
        guard let count = number(), (0..<1000).contains(count) else { return nil }
        let notes = (0..<count).compactMap { _ in text() }
        guard let count = number(), (0..<1000).contains(count) else { return nil }
        var facts: [RowFact: Double] = [:]
        for _ in 0..<count {
            guard let name = text(), let unit = text(), let join = text().flatMap(RowFact.Join.init),
                let value = real()
            else { return nil }
            facts[RowFact(name, unit: unit, join: join)] = value
        }
        return (notes, facts)
    }

    mutating func put(_ tally: Tally) {
        put(Int64(tally.operations))
        put(Int64(tally.cpus ?? 0))
        put(tally.elapsed ?? 0)
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

    mutating func tally() -> Tally? {
        guard let operations = amount(), let cpus = amount(), let elapsed = amount(), let counted = number() else {
            return nil
        }
        var tally = Tally(operations: Int(operations))
        tally.cpus = cpus > 0 ? Int(cpus) : nil
        tally.elapsed = elapsed > 0 ? elapsed : nil
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

extension MessageBuffer {
    mutating func put(real value: Double) { put(Int64(bitPattern: value.bitPattern)) }

    mutating func real() -> Double? { number().map { Double(bitPattern: UInt64(bitPattern: $0)) } }

    mutating func put(_ event: CounterEvent) {
        put(event.name)
        put(Int64(event.type))
        for word in [event.config, event.config1, event.config2] { put(Int64(bitPattern: word)) }
        put((event.excludeUser ? 1 : 0) | (event.excludeKernel ? 2 : 0))
    }

    mutating func event() -> CounterEvent? {
        guard let name = text(), let type = number().flatMap(UInt32.init(exactly:)), let config = number(),
            let config1 = number(), let config2 = number(), let modes = number()
        else { return nil }
        return CounterEvent(
            name: name, type: type, config: UInt64(bitPattern: config), config1: UInt64(bitPattern: config1),
            config2: UInt64(bitPattern: config2), excludeUser: modes & 1 != 0, excludeKernel: modes & 2 != 0)
    }

    mutating func put(_ counting: Counting) {
        put(real: counting.nanosecondsPerOperation ?? -1)
        put(counting.gigahertz.map { Int64(bitPattern: $0.bitPattern) })
        put(Int64(counting.events.count))
        for count in counting.events {
            put(count.event)
            put(real: count.perOperation.number ?? .nan)
            put(count.perOperation.reason ?? "")
        }
    }

    mutating func counting() -> Counting? {
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

extension MessageBuffer {
    mutating func put(_ order: VisitOrder) {
        for number in [order.pairs, order.iterations, order.baselineIterations, order.warmUp] { put(Int64(number)) }
        put(real: order.addsPerChain)
        put(order.patience)
    }

    mutating func order() -> VisitOrder? {
        guard let pairs = amount(), let iterations = amount(), let baseline = amount(), let warmUp = amount(),
            let addsPerChain = real(), let patience = amount()
        else { return nil }
        var order = VisitOrder(
            pairs: Int(pairs), iterations: Int(iterations), baselineIterations: Int(baseline))
        (order.warmUp, order.addsPerChain, order.patience) = (Int(warmUp), addsPerChain, patience)
        return order
    }
}
