public import Machine
public import Sampling

/// One column of a comparison: a run, or published figures.
public struct Side: Sendable {
    /// What people know it by: the file's name, or `@name`.
    public var label: String
    /// The machine; without facts for published figures.
    public var machine: Fingerprint
    /// The rows, in the order of the file.
    public var rows: [Row]
    /// The sentinel's reference of the run itself, where it had one.
    public var sentinels: SentinelReference?
    /// Whether the figures are published ones, which have no interval.
    public var isPublished: Bool

    /// The share of the measured CPU's time that went to other tasks and, by the hypervisor, to other machines.
    public var takenShare: Double
    /// What has to be known of a run that did not come to its end.
    public var shortfall: String?
    /// How long the run took; nil for published figures.
    public var seconds: Double?
    /// When it was measured, in seconds since 1970; nil for published figures.
    public var began: Int64?

    /// One figure of a side.
    public struct Row: Sendable, Equatable {
        /// The row's name.
        public var name: RowName
        /// What became of it.
        public var status: Status
        /// Why it has no figure, or is not valid.
        public var reason: String?
        /// What the task pays for one operation.
        public var cost: Estimate?
        /// The same less its baseline.
        public var net: Estimate?
        /// The cost in core cycles.
        public var cycles: Estimate?
        /// The version of the probe's method.
        public var version: Int
        /// Whether the estimates are of undisturbed batches alone.
        public var isUndisturbed: Bool
        /// The share of the batches that were undisturbed.
        public var undisturbedShare: Double
        /// What the estimates are counted in.
        public var unit: Unit

        /// A row.
        public init(
            name: RowName, status: Status = .measured, reason: String? = nil, cost: Estimate?, net: Estimate? = nil,
            cycles: Estimate? = nil, version: Int = 1, isUndisturbed: Bool = true,
            undisturbedShare: Double = 1, unit: Unit = .nanoseconds
        ) {
            self.name = name
            self.status = status
            self.reason = reason
            self.cost = cost
            self.net = net
            self.cycles = cycles
            self.version = version
            self.isUndisturbed = isUndisturbed
            self.undisturbedShare = undisturbedShare
            self.unit = unit
        }
    }

    /// A side of known parts.
    public init(
        label: String, machine: Fingerprint = Fingerprint(), rows: [Row], sentinels: SentinelReference? = nil,
        isPublished: Bool = false, takenShare: Double = 0, shortfall: String? = nil, began: Int64? = nil
    ) {
        self.label = label
        self.machine = machine
        self.rows = rows
        self.sentinels = sentinels
        self.isPublished = isPublished
        self.takenShare = takenShare
        self.shortfall = shortfall
        self.began = began
    }

    /// Runs as sides, worked out of their samples.
    ///
    /// Runs of one kind of machine share a reference. A neighbour who stayed from beginning to end of a run is its
    /// usual state, and shows only beside another run with the same sentinel; and times of the core are compared at one
    /// clock, that of the first of them.
    public static func all(of runs: [(label: String, result: ResultFile)]) -> [Side] {
        let own = runs.map(\.result.sentinels)
        return runs.indices.map { index in
            let (label, result) = runs[index]
            let alike = runs.indices.filter { isAlike(runs[$0].result.machine, result.machine) && own[$0] != nil }
            var reference = own[index]
            if let first = alike.first.flatMap({ own[$0] }) {
                reference?.chain = first.chain
                reference?.overhead = first.overhead
            }
            let comparable = alike.filter { runs[$0].result.run.plan.sentinel == result.run.plan.sentinel }
                .compactMap { own[$0] }
            let sure = comparable.filter(\.isSure)
            if let least = (sure.isEmpty ? comparable : sure).map(\.addsPerChain).min() {
                reference?.addsPerChain = least
                reference?.isSure = !sure.isEmpty
            }
            let rows = result.records.map { record in
                let isMeasured = record.status == .measured || record.status == .invalid
                let summary = isMeasured ? Summary(of: record, sentinels: reference) : nil
                return Row(
                    name: record.name, status: record.status, reason: record.reason, cost: summary?.cost,
                    net: summary?.net, cycles: summary?.cycles, version: record.version,
                    isUndisturbed: summary?.isUndisturbed ?? true,
                    undisturbedShare: summary?.undisturbedShare ?? 1,
                    unit: record.unit ?? .nanoseconds)
            }
            let taken = (result.run.foreignShare ?? 0) + (result.run.stealShare ?? 0)
            var side = Side(
                label: label, machine: result.machine, rows: rows, sentinels: own[index],
                takenShare: taken.isFinite ? min(max(taken, 0), 1) : 1, shortfall: result.run.shortfall,
                began: result.run.began)
            side.seconds = result.run.seconds
            return side
        }
    }

    /// Whether readings of the sentinel may be compared with each other: the same processor, virtual in the same way.
    static func isAlike(_ a: Fingerprint, _ b: Fingerprint) -> Bool {
        guard let model = a["cpu.model"] else { return false }
        return model == b["cpu.model"] && a["machine.hypervisor"] == b["machine.hypervisor"]
    }
}
