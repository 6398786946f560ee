// How the engine finds out how long each row takes to get warm among the others.

extension Engine {
    /// Finds out how much work each row needs, after the others had their turns, until its batches are level: in some
    /// rounds with few stretches, then with many for rows that are not level by then.
    mutating func warmUp(_ names: [RowName]) {
        var stretches = Dictionary(names.map { ($0, plan.firstStretches) }, uniquingKeysWith: { first, _ in first })
        for _ in 0..<2 {
            let until = now() + Int64(Double(plan.budget) * plan.warmUpShare)
            var times: [RowName: [[Double]]] = [:]
            for turn in 0..<plan.warmUpRounds where turn == 0 || now() < until {
                for name in random.shuffled(names) where open[name] != nil {
                    if isInterrupted() { return }
                    guard let instrument = open[name], let order = orders[name] else { continue }
                    report(.warmingUp(name))
                    do throws(ProbeFailure) {
                        times[name, default: []].append(
                            try instrument.warmUp(order, stretches: stretches[name] ?? plan.fewestStretches))
                    } catch {
                        fail(name, error)
                        open.removeValue(forKey: name)?.end()
                    }
                }
            }
            for (name, rounds) in times where stretches[name] != plan.fewestStretches {
                guard let order = orders[name] else { continue }
                let curve = WarmUp(rounds)
                orders[name] = order.warmed(by: curve.batches, most: plan.mostPairs)
                    .lengthened(to: plan.batch, at: curve.least)
                stretches[name] = curve.isLevel ? plan.fewestStretches : plan.mostStretches
            }
            if stretches.values.allSatisfy({ $0 == plan.fewestStretches }) { return }
        }
    }
}

/// How a row gets warm: what an iteration costs in stretches of which each is as long as all before it together.
struct WarmUp {
    /// Batches to run before those that are timed.
    let batches: Int
    /// Whether the last stretch is as cheap as the one before, so that more would not help.
    let isLevel: Bool

    /// Nanoseconds of an iteration in the cheapest stretch; nil without any.
    let least: Double?

    /// How much cheaper a later stretch must be to count as such.
    static let tolerance = 0.01

    /// Works it out of some rounds, by the second fastest of each stretch: what disturbs a core only ever slows it, and
    /// beside a busy neighbour the medians are in disorder for rows that are level from the first. The fastest may be
    /// an accident.
    init(_ rounds: [[Double]]) {
        let count = rounds.map(\.count).max() ?? 0
        let curve = (0..<count).compactMap { stretch in
            rounds.compactMap { $0.count > stretch ? $0[stretch] : nil }.sorted().prefix(2).last
        }
        least = curve.min()
        guard curve.count > 1, let last = curve.last else {
            (batches, isLevel) = (0, true)
            return
        }
        // Level from the first stretch on that no later one undercuts.
        let level =
            curve.indices.first { index in
                curve[(index + 1)...].allSatisfy { $0 >= curve[index] * (1 - WarmUp.tolerance) }
            } ?? curve.count - 1
        isLevel = last >= curve[curve.count - 2] * (1 - WarmUp.tolerance)
        // Before stretch i there are 2^(i-1) batches; before the first there are none.
        batches = level == 0 ? 0 : 1 << (level - 1)
    }
}

extension VisitOrder {
    /// The same order for a row that needs so many batches until they are level. What needs long to get warm stays for
    /// longer: for as many batches as the warm-up is long, at the most so many.
    func warmed(by batches: Int, most: Int) -> VisitOrder {
        var order = self
        order.warmUp = batches * iterations
        if batches > pairs { order.pairs = min(max(pairs, most), batches) }
        return order
    }

    /// The same order with batches of some nanoseconds, where an iteration turns out to take so much less than when
    /// they were calibrated that they would be shorter than three quarters of that: a fresh worker has no cache warm.
    func lengthened(to batch: Int64, at each: Double?) -> VisitOrder {
        guard let each, each > 0, each * Double(iterations) < 0.75 * Double(batch) else { return self }
        var order = self
        order.iterations = min(max(iterations, Int(Double(batch) / each)), VisitOrder.mostLengthened * iterations)
        return order
    }

    /// A stretch that is much faster still is an accident.
    private static let mostLengthened = 4
}
