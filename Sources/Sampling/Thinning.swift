// What keeps a long run's result small enough to be read again.

extension Launch {
    /// Leaves visits out, of all columns, and their share of what the kernel counted; those of rounds that are a
    /// multiple of `step` stay, and the first. What is left is as good a sample of the launch, only smaller: which
    /// visits go has nothing to do with what they found. Rows that are related round by round keep the same rounds.
    mutating func thin(toRoundsOf step: Int) {
        let all = rounds.count
        let visits = rounds.indices.filter { $0 == 0 || rounds[$0].isMultiple(of: step) }
        guard visits.count < all, isConsistent else { return }
        func kept(_ column: [Int64]) -> [Int64] {
            let each = column.count / all
            return visits.flatMap { column[$0 * each..<($0 + 1) * each] }
        }
        (times, baseline) = (kept(times), kept(baseline))
        (chain, adds) = (kept(chain), kept(adds))
        rounds = visits.map { rounds[$0] }
        let share = Double(visits.count) / Double(all)
        func part(_ count: Int) -> Int { Int((Double(count) * share).rounded()) }
        tally.operations = part(tally.operations)
        tally.counted = tally.counted.mapValues(part)
        tally.elapsed = tally.elapsed.map { Int64(part(Int($0))) }
    }
}

extension Record {
    /// Batches of a row that a result keeps: some minutes of one row alone, and little enough for many rows.
    public static let mostBatches = 24_000

    /// Leaves visits out until no more than so many batches are left, or one visit of each launch, without which it
    /// would say nothing.
    ///
    /// - Parameter step: visits of rounds that are no multiple of it have been left out before.
    /// - Returns: the same by now, a power of two.
    @discardableResult
    public mutating func thin(to most: Int = mostBatches, from step: Int = 1) -> Int {
        var step = step
        while batches > most, step < Record.longestStep, launches.contains(where: { $0.rounds.count > 1 }) {
            step *= 2
            for launch in launches.indices { launches[launch].thin(toRoundsOf: step) }
        }
        return step
    }

    /// More rounds than any run has.
    private static let longestStep = 1 << 40
}

extension Engine {
    /// How many batches of each row a result of so many rows keeps: some 60 MB in all, and never so few that the
    /// intervals would show it.
    static func mostBatches(of rows: Int) -> Int {
        max(fewestKept, min(Record.mostBatches, mostBatchesOfAll / max(rows, 1)))
    }

    private static let (mostBatchesOfAll, fewestKept) = (1_500_000, 6_000)

    /// Takes a visit in, unless the row keeps only some of them by now: one in two, then one in four, and so on.
    mutating func keep(_ visit: Visit, of name: RowName, round: Int) {
        let row = index(name)
        let step = steps[name] ?? 1
        // A launch without a visit would say nothing.
        let isFirst = records[row].launches.last?.rounds.isEmpty ?? true
        guard isFirst || round.isMultiple(of: step) else { return }
        records[row].launches[records[row].launches.count - 1].add(visit, round: round)
        steps[name] = records[row].thin(to: mostBatches, from: step)
    }
}
