// What is done where a neighbour had the core through the budget.

extension Engine {
    /// Goes on with rows that have too few undisturbed batches, while the plan allows it: a launch after the other,
    /// each as long as those of the budget, until every row has enough of them in enough launches.
    mutating func workOvertime(after launches: Int) {
        // A run that was precise early ends there, and looking costs time.
        guard plan.overtime > 0 else { return }
        let wanted = subjects.reduce(into: [:]) { wanted, subject in
            wanted[subject.name] = min(plan.fewestLaunches, records[index(subject.name)].launches.count)
        }
        var launch = launches
        let each = plan.budget / Int64(max(launches, 1))
        while barrier == nil, !isInterrupted() {
            let rows = crowded(wanted)
            guard !rows.isEmpty, now() - started < plan.budget + plan.overtime else { return }
            if launch == launches {
                report(.overtime(rows: rows.count))
                (allowance, patience) = (plan.budget + plan.overtime, Plan.overtimePatience)
                sought = []
            }
            launch += 1
            for cohort in Cohorts.divide(rows, capacity: plan.capacity) where !isInterrupted() {
                close()
                run(cohort, launch: launch, due: Set(cohort.map(\.name)), until: now() + each)
            }
        }
    }

    /// The rows with fewer launches of undisturbed batches than wanted, and those whose batches were mostly disturbed
    /// and whose interval is wider than wanted: undisturbed batches among disturbed ones find the caches empty.
    private func crowded(_ wanted: [RowName: Int]) -> [Subject] {
        let sentinels = SentinelReference(records: records, clock: clock)
        return subjects.filter { subject in
            guard isOpen(subject.name) else { return false }
            let record = records[index(subject.name)]
            // All batches of a launch that is not consistent are left out.
            let launches = record.launches.filter(\.isConsistent)
            let samples = RowSamples(of: record, sentinels: sentinels)
            let good = zip(launches, samples.launches).count { launch, pairs in
                let undisturbed = pairs.count(where: \.isUndisturbed)
                return undisturbed > 0 && undisturbed >= min(RowSamples.fewestUndisturbed, pairs.count / 2)
                    && isServedAlone(launch, sentinels)
            }
            if good < wanted[subject.name] ?? 0 { return true }
            let summary = Summary(of: record, sentinels: sentinels)
            return Noise.fewUndisturbed(share: summary.undisturbedShare).letter > .a
                && !summary.reaches(plan.precision)
        }
    }

    /// Whether the core was undisturbed while the launch's server was looked at, which happens but once; true where
    /// nothing is known of one.
    private func isServedAlone(_ launch: Launch, _ sentinels: SentinelReference?) -> Bool {
        guard let sentinels, let adds = launch.facts?[.serverAdds] else { return true }
        return sentinels.isUndisturbed(adds)
    }
}
