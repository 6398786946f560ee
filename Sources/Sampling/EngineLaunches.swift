// How many fresh workers each row gets, and when; and how often it comes round.

extension Engine {
    /// Rounds of which the rows with the longest visits come in one, as do rows that are good enough.
    static let longestPace = 8

    /// Nanoseconds of a visit to the one in the middle of some rows; 0 where none was visited yet.
    func usualVisit(of names: [RowName]) -> Int64 {
        let times = names.filter { open[$0] != nil }.compactMap(meanVisit).sorted()
        return times.isEmpty ? 0 : times[times.count / 2]
    }

    /// Comes in each so many rounds. A visit to ten thousand threads takes a hundred times as long as a usual one, and
    /// in rounds where all have one visit nearly all time would be its. Powers of two, so that rows with long visits
    /// come in the same rounds. A row that has too few batches for an estimate comes in each.
    func pace(of name: RowName, _ usual: Int64) -> Int {
        guard usual > 0, let mean = meanVisit(name), records[index(name)].batches >= Estimate.fewestValues else {
            return 1
        }
        var pace = 1
        while pace < Engine.longestPace, mean / (8 * usual) >= Int64(pace) { pace *= 2 }
        return pace
    }

    private func meanVisit(_ name: RowName) -> Int64? {
        visited[name].map { $0.spent / Int64($0.visits) }
    }

    /// How many launches each row can have without setting it up taking more than its share of the row's time: what a
    /// process happens to get of memory is averaged the better the more there are.
    func launchesThatPay() -> [RowName: Int] {
        let open = subjects.filter { isOpen($0.name) }
        let fair = Double(max(0, started + plan.budget - now())) / Double(max(open.count, 1))
        return open.reduce(into: [:]) { launches, subject in
            let paying = fair * plan.setUpShare / Double(max(1, setUpTimes[subject.name] ?? 0))
            let most = min(Double(plan.launches), paying)
            launches[subject.name] = max(
                plan.launches == plan.fewestLaunches ? plan.launches : min(plan.fewestLaunches, Plan.leastLaunches),
                Int(most))
        }
    }

    /// The share of the time left that a cohort has in its turn: as many parts as it has rows that are due, of all that
    /// are to come in this launch and in later ones: of those that would be due in them by what is known now. Where
    /// workers stay, there is one cohort, and each launch has as much as any other.
    func share(
        of cohorts: [[Subject]], at index: Int, launch: Int, of launches: Int, _ due: Set<RowName>,
        _ paying: [RowName: Int]
    ) -> (parts: Int64, all: Int64) {
        guard cohorts.count > 1 else { return (1, Int64(launches - launch + 1)) }
        func parts(_ cohort: [Subject]) -> Int { cohort.count { due.contains($0.name) } }
        let toCome = (launch..<launches).reduce(cohorts[index...].reduce(0) { $0 + parts($1) }) { sum, earlier in
            sum + cohorts.joined().count { isDue($0.name, in: earlier + 1, of: launches, paying) }
        }
        return (Int64(parts(cohorts[index])), Int64(max(toCome, 1)))
    }

    /// Whether a row gets a fresh worker in a launch: no further ones once it is good enough, as long as others are
    /// not; and while a question hangs on rows, those, and others up to their fewest where that pays: three workers
    /// that happened to be alike know less than their interval says, and would settle what a fourth unsettles.
    func isDue(_ name: RowName, in launch: Int, of launches: Int, _ paying: [RowName: Int]) -> Bool {
        if !sought.isEmpty {
            let isShort = records[index(name)].launches.count < plan.fewestLaunches
            return sought.contains(name) || (isShort && isPlanned(name, in: launch, of: launches, paying))
        }
        guard launch == 1 || launch <= plan.fewestLaunches || wanting.isEmpty || wanting.contains(name) else {
            return false
        }
        return isPlanned(name, in: launch, of: launches, paying)
    }

    /// Whether a row is to have one in a launch: in so many as pay, evenly among all. Where a question is to be
    /// answered, rows that are not dear have their least first, so that the rest can go where it is needed.
    func isPlanned(_ name: RowName, in launch: Int, of launches: Int, _ paying: [RowName: Int]) -> Bool {
        guard launch > 1, let paying = paying[name] else { return launch == 1 }
        let first = undecided == nil || paying <= Plan.leastLaunches ? 1 : min(Plan.leastLaunches, launches)
        guard launch > first else { return true }
        let (turn, most, all) = (launch - first, paying - first + 1, launches - first + 1)
        return turn * most / all != (turn - 1) * most / all
    }
}
