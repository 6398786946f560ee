// What the engine does once with every row, before any is timed for good.

extension Engine {
    /// Finds the length of the row's batches, and has the kernel count what they do.
    mutating func prove(_ subject: Subject) {
        report(.proving(subject.name))
        do throws(ProbeFailure) {
            let start = now()
            let instrument = try maker.open(subject)
            setUpTimes[subject.name] = max(0, now() - start)
            defer { instrument.end() }
            let notes = instrument.notes
            records[index(subject.name)].notes = notes
            records[index(subject.name)].facts = instrument.facts.isEmpty ? nil : instrument.facts
            // What is not timed has no batch that would have to be long against the clock.
            let isTimed = subject.unit == .nanoseconds
            let single = VisitOrder(pairs: 1, iterations: 1, baselineIterations: 0)
            let (order, batch) = isTimed ? try calibrate(instrument) : (single, 0)
            orders[subject.name] = order
            let enough = isTimed ? Calibration.proved(order, subject) : 1
            if let reason = Calibration.tooSlow(for: enough, batch: batch, order, subject) {
                throw ProbeFailure(.skipped, reason)
            }
            // The first run settles what happens but once: pages touched, a partner's first wake-up.
            _ = try instrument.prove(iterations: min(order.iterations, 64), baseline: false)
            records[index(subject.name)].proof = try instrument.prove(iterations: enough, baseline: false)
            if instrument.hasBaseline {
                let enough = isTimed ? Calibration.provedBaseline(order, subject) : 1
                records[index(subject.name)].baselineProof = try instrument.prove(iterations: enough, baseline: true)
            }
            if plan.distribution > 0 {
                try spread(instrument, order, subject)
            }
            if !events.isEmpty {
                records[index(subject.name)].counting = try instrument.count(
                    events, iterations: Calibration.span(order.iterations, 8), batches: Engine.countedBatches)
            }
            // Last: a study takes memory, of which each fork after it would copy the page tables.
            try instrument.study()
            records[index(subject.name)].notes += instrument.notes.dropFirst(notes.count)
            records[index(subject.name)].facts = instrument.facts.isEmpty ? nil : instrument.facts
        } catch {
            fail(subject.name, error)
        }
    }

    /// Times single iterations, where one is long against the clock.
    private mutating func spread(
        _ instrument: any Instrument, _ order: VisitOrder, _ subject: Subject
    ) throws(ProbeFailure) {
        var reason = subject.notTimedSingly
        if reason == nil, try instrument.visit(order).times.min() ?? 0 < plan.leastTimed * Int64(order.iterations) {
            reason = "too short to be timed one by one"
        }
        if let reason { return records[index(subject.name)].notes.append(reason) }
        records[index(subject.name)].distribution = try instrument.distribution(for: plan.distribution)
    }

    /// Batches in which a group of events is counted, each as long as eight that are timed: to start and stop the
    /// counters takes some instructions too.
    private static let countedBatches = 12

    /// The order of the row's visits, and nanoseconds of one of its batches.
    private func calibrate(
        _ instrument: any Instrument
    ) throws(ProbeFailure) -> (order: VisitOrder, batch: Int64) {
        var order = VisitOrder(pairs: 1, iterations: 1, baselineIterations: instrument.hasBaseline ? 1 : 0)
        while true {
            let visit = try instrument.visit(order)
            // One slow batch, and the first ones are, must not be taken for the operation's own length.
            let again = try instrument.visit(order)
            let took = min(visit.times.min() ?? 0, again.times.min() ?? 0)
            let iterations = Calibration.next(after: order.iterations, took: took, target: plan.batch)
            var baselineIterations: Int?
            if let shortest = (visit.baseline + again.baseline).min() {
                let tried = order.baselineIterations
                baselineIterations = Calibration.next(after: tried, took: shortest, target: plan.batch)
            }
            if iterations == nil, baselineIterations == nil {
                order.pairs = Calibration.pairs(plan.pairs, batch: took, target: plan.batch)
                return (order, took)
            }
            order.iterations = iterations ?? order.iterations
            order.baselineIterations = baselineIterations ?? order.baselineIterations
        }
    }
}
