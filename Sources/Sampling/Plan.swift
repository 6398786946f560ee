internal import Basics
internal import Counters

/// How a run is to be spent.
public struct Plan: Codable, Sendable, Equatable {
    /// Nanoseconds for the whole run, proofs included. Every row has its proof and its fewest batches, also where that
    /// takes longer.
    public var budget: Int64
    /// The half width of a row's interval, relative to its median, at which it is good enough.
    public var precision: Double
    /// Whether the run ends when every row is good enough, instead of using its budget up.
    public var stopsWhenPrecise: Bool
    /// The most fresh workers a row, since where the memory of a process happens to lie moves figures by percents.
    public var launches: Int
    /// Workers that every row has; it gets more where they would not take too much of the time.
    public var fewestLaunches: Int
    /// Starts the order of the rounds.
    public var seed: UInt64
    /// Nanoseconds that a batch is to take. That is a thousand reads of the clock, and short against the spells for
    /// which a shared core changes its speed: batches of a quarter of a millisecond were rarely undisturbed from end to
    /// end beside a busy neighbour, and those whose readings said so rarely were. `docs/method.md` has the figures.
    public var batch: Int64 = 30_000
    /// Batches of each series in a visit.
    public var pairs = 24
    /// Nanoseconds that a visit may wait for an undisturbed core before its pairs, all together and by the sentinel's
    /// word alone: a reading of the sentinel is short against a batch, so that in a crowded hour more of the time goes
    /// into batches that count. `docs/method.md` says by how much.
    public var patience: Int64 = 10_000_000
    /// Nanoseconds beyond the budget, at most, for rows that a neighbour left without undisturbed batches.
    public var overtime: Int64 = 0
    /// Nanoseconds that a visit may wait in that time: there is no hurry, and batches that do not count are many by
    /// then.
    static let overtimePatience: Int64 = 100_000_000
    /// Launches that a row has however long setting it up takes: two that differ do not show by how much.
    static let leastLaunches = 3
    /// The share of a row's time that setting its workers up may take beyond these.
    public var setUpShare = 0.2
    /// Rounds in which is found out how rows get warm; then as many for those that take long.
    public var warmUpRounds = 5
    /// Stretches in the first of those rounds, 128 batches together, some 4 ms; for rows that are level by then, and
    /// for those that are not, some 120 ms.
    var (firstStretches, fewestStretches, mostStretches) = (8, 5, 13)
    /// The share of the budget after which no further such round is begun.
    public var warmUpShare = 0.1
    /// The most batches of each series in a visit to a row that needs long to get warm.
    public var mostPairs = 512
    /// Nanoseconds for timing single iterations of each row; 0 where that is not wanted.
    public var distribution: Int64 = 0
    /// The least that one iteration must take to be timed by itself, in nanoseconds: twenty reads of the clock.
    public var leastTimed: Int64 = 0
    /// The make of the sentinel's loops.
    public var sentinel = Clock.sentinelMake
    /// Tasks that may be alive at once, or nil where nothing limits them.
    public var capacity: Int?

    /// A plan; the defaults are those of the command line.
    public init(
        budget: Int64 = 60_000_000_000, precision: Double = 0.01, stopsWhenPrecise: Bool = false, launches: Int = 24,
        fewestLaunches: Int = 6, seed: UInt64 = 1
    ) {
        self.budget = budget
        self.precision = precision
        self.stopsWhenPrecise = stopsWhenPrecise
        self.launches = launches
        self.fewestLaunches = min(fewestLaunches, launches)
        self.seed = seed
    }
}

extension Plan {
    /// Reads a plan. What a file of an earlier toll does not have gets its usual value.
    public init(from decoder: any Decoder) throws {
        let fields = try decoder.container(keyedBy: CodingKeys.self)
        self.init(
            budget: try fields.decode(Int64.self, forKey: .budget),
            precision: try fields.decode(Double.self, forKey: .precision),
            stopsWhenPrecise: try fields.decode(Bool.self, forKey: .stopsWhenPrecise),
            launches: try fields.decode(Int.self, forKey: .launches),
            fewestLaunches: try fields.decodeIfPresent(Int.self, forKey: .fewestLaunches)
                ?? fields.decode(Int.self, forKey: .launches),
            seed: try fields.decode(UInt64.self, forKey: .seed))
        batch = try fields.decode(Int64.self, forKey: .batch)
        pairs = try fields.decode(Int.self, forKey: .pairs)
        patience = try fields.decodeIfPresent(Int64.self, forKey: .patience) ?? 0
        overtime = try fields.decodeIfPresent(Int64.self, forKey: .overtime) ?? 0
        distribution = try fields.decodeIfPresent(Int64.self, forKey: .distribution) ?? 0
        leastTimed = try fields.decodeIfPresent(Int64.self, forKey: .leastTimed) ?? 0
        sentinel = try fields.decodeIfPresent(Int.self, forKey: .sentinel) ?? 1
        capacity = try fields.decodeIfPresent(Int.self, forKey: .capacity)
    }
}

/// Finds how many iterations make a batch.
enum Calibration {
    /// The most iterations that a batch may have: enough for a second of the shortest operation there is.
    static let most = 1 << 32

    /// The next number to try after `iterations` took `nanoseconds`, or nil when that was long enough. Grows at most
    /// tenfold a step, since the first step is cold and would mislead.
    static func next(after iterations: Int, took nanoseconds: Int64, target: Int64) -> Int? {
        if nanoseconds * 10 >= target * 9 || iterations >= most { return nil }
        let wanted = Double(iterations) * Double(target) / Double(max(nanoseconds, 1)) * 1.05
        return min(max(Int(min(wanted, Double(most))), iterations + 1), iterations * 10, most)
    }

    /// How many iterations the kernel counts: so many that the last call or switch of a partner, which may come when
    /// the count has ended, does not matter, and that a few switches of other tasks are less than one in a hundred.
    static func proved(_ order: VisitOrder, _ subject: Subject) -> Int {
        // Where one iteration is thousands of operations, two of them are many.
        let least = subject.operationsPerIteration < 2048 ? 16 : 2
        let fewest = subject.declaration.switching == nil ? least : 256 / subject.operationsPerIteration
        return max(span(order.iterations, min(64, 4 * least)), many(order.iterations, subject), fewest, least)
    }

    /// Why so many iterations cannot be counted in the time that a worker has to answer; nil where they can. On a guest
    /// whose CPUs share one, a hop to another CPU may take a second. Rows of very many tasks have longer to answer.
    static func tooSlow(
        for iterations: Int, batch nanoseconds: Int64, _ order: VisitOrder, _ subject: Subject
    ) -> String? {
        let each = Double(nanoseconds) / Double(max(order.iterations, 1))
        guard subject.tasks <= 100, each * Double(iterations) > longestProof else { return nil }
        return "too slow to be proved here: the kernel would have to count \(iterations) iterations of "
            + Format.time(each)
    }

    /// Nanoseconds: three quarters of what a worker has for an answer.
    private static let longestProof = 15e9

    /// The same for the baseline, which does as many operations where that does not take long.
    static func provedBaseline(_ order: VisitOrder, _ subject: Subject) -> Int {
        max(order.baselineIterations, many(order.baselineIterations, subject), 1)
    }

    /// So many iterations that they hold 2048 operations, or as many as go into 1,600 batches if those are fewer: fifty
    /// milliseconds, unless one iteration is longer than a batch is to be.
    private static func many(_ iterations: Int, _ subject: Subject) -> Int {
        subject.declaration.switching == nil ? 0 : min(2048 / subject.operationsPerIteration, span(iterations, 1600))
    }

    /// The iterations of so many batches; where one iteration is a batch, and may be long, of an eighth of them.
    static func span(_ iterations: Int, _ batches: Int) -> Int {
        iterations > 1 ? iterations * batches : max(1, batches / 8)
    }

    /// Batches of one iteration that take longer than the target come fewer to a visit.
    static func pairs(_ pairs: Int, batch nanoseconds: Int64, target: Int64) -> Int {
        min(pairs, max(1, Int(Int64(pairs) * target * 4 / max(nanoseconds, 1))))
    }
}

/// Divides rows into groups that are alive together.
enum Cohorts {
    /// Keeps the order, but for rows that are to be alone, which come last. Without a limit the others make one cohort;
    /// a row that is too large for any limit stands alone, and says itself what it lacks.
    static func divide(_ subjects: [Subject], capacity: Int?) -> [[Subject]] {
        let sociable = subjects.filter { !$0.isAlone }
        let alone = subjects.filter(\.isAlone).map { [$0] }
        guard let capacity else { return (sociable.isEmpty ? [] : [sociable]) + alone }
        var cohorts: [[Subject]] = []
        var seats = 0
        for subject in sociable {
            if cohorts.isEmpty || subject.tasks > seats {
                cohorts.append([])
                seats = capacity
            }
            cohorts[cohorts.count - 1].append(subject)
            seats -= subject.tasks
        }
        return cohorts + alone
    }
}
