// What keeps a long run's result small enough to be read again.

extension Launch {
    /// Leaves every second visit out, of all columns, and half of what the kernel counted. What is left is as good a
    /// sample of the launch, only smaller: which visits go has nothing to do with what they found.
    mutating func thin() {
        let visits = Array(stride(from: 0, to: rounds.count, by: 2))
        func kept(_ column: [Int64]) -> [Int64] {
            guard !rounds.isEmpty, !column.isEmpty else { return column }
            let each = column.count / rounds.count
            return visits.flatMap { column[$0 * each..<($0 + 1) * each] }
        }
        (times, baseline) = (kept(times), kept(baseline))
        (chain, adds) = (kept(chain), kept(adds))
        let share = rounds.isEmpty ? 1 : Double(visits.count) / Double(rounds.count)
        rounds = visits.map { rounds[$0] }
        tally.operations = Int((Double(tally.operations) * share).rounded())
        tally.counted = tally.counted.mapValues { Int((Double($0) * share).rounded()) }
    }
}

extension Engine {
    /// Takes a visit in, unless the row keeps only some of them by now: one in two, then one in four, and so on.
    mutating func keep(_ visit: Visit, of name: RowName, round: Int) {
        let row = index(name)
        let step = steps[name] ?? 1
        visits[name, default: 0] += 1
        // A launch without a visit would say nothing.
        let isFirst = records[row].launches.last?.rounds.isEmpty ?? true
        guard isFirst || (visits[name] ?? 0) % step == 0 else { return }
        records[row].launches[records[row].launches.count - 1].add(visit, round: round)
        guard records[row].batches > mostBatches else { return }
        for launch in records[row].launches.indices { records[row].launches[launch].thin() }
        steps[name] = step * 2
    }
}
