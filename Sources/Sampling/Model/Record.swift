internal import Basics

/// One row: everything that was seen of one probe in a run.
public struct Record: Codable, Sendable, Equatable {
    /// The row's name.
    public var name: RowName
    /// What one operation is called.
    public var operation: String
    /// Operations in one iteration of the probe's loop.
    public var operationsPerIteration: Int
    /// What the figure is counted in; nil in files from before there was anything but time.
    public var unit: Unit?
    /// What the net figure leaves, in a few words; nil where there is none, and in files from before it was kept.
    public var netMeans: String?
    /// Whether it waits for memory and not for the core; nil where it does not.
    public var isMemoryBound: Bool?
    /// What one operation declares to do.
    public var declaration: Declaration
    /// The version of the probe's method: figures of two versions are not compared.
    public var version: Int
    /// Why there is no figure, or no further one: skipped or failed, with the reason.
    public var failure: Failure?
    /// Why there are no further batches, where those that there are make a figure all the same; nil where nothing took
    /// them away.
    public var cutShort: String?
    /// What makes every figure of the run invalid, such as a tracer; nil where nothing does.
    public var spoiled: String?
    /// What the kernel counted for the operation in the launch with counters attached.
    public var proof: Tally?
    /// The same for the baseline.
    public var baselineProof: Tally?
    /// What counters said, where events were to be counted.
    public var counting: Counting?
    /// Single iterations, where they were to be timed by themselves.
    public var distribution: Distribution?
    /// The timed launches.
    public var launches: [Launch] = []
    /// Remarks for the reader.
    public var notes: [String] = []
    /// Numbers that belong to the figure, by name, as found by the worker that was proved; nil where there are none.
    public var facts: [RowFact: Double]?

    /// Numbers that belong to the figure, on a machine of such readings. Where every worker found its own, they are
    /// joined.
    public func settledFacts(beside sentinels: SentinelReference? = nil) -> [RowFact: Double]? {
        guard var settled = facts else { return nil }
        for fact in settled.keys {
            var found = values(of: fact)
            if fact == .serverCPU {
                let undisturbed = undisturbedServerTimes(beside: sentinels)
                if !undisturbed.isEmpty { found = undisturbed }
            }
            settled[fact] = found.count > 1 ? fact.joined(found) : found.first
        }
        return settled.filter(\.value.isFinite)
    }

    /// What the workers found of a fact, the one that was proved first.
    public func values(of fact: RowFact) -> [Double] { told.compactMap { $0[fact] } }

    /// The server's own time by each worker that tells how fast the sentinel's adds were beside it.
    public var serverTimes: [(time: Double, adds: Double)] {
        told.compactMap { facts in
            facts[.serverCPU].flatMap { time in facts[.serverAdds].map { (time, $0) } }
        }.filter { $0.adds > 0 && $0.adds.isFinite && $0.time.isFinite }
    }

    /// The server's own time by each worker that had its core to itself meanwhile: the sentinel's adds were as fast as
    /// usual or, where that is not known, as beside any worker. A neighbour makes it half as much again. Empty where no
    /// worker had, or a file does not say.
    public func undisturbedServerTimes(beside sentinels: SentinelReference? = nil) -> [Double] {
        let all = serverTimes
        if let sentinels { return all.filter { sentinels.isUndisturbed($0.adds) }.map(\.time) }
        guard let least = all.map(\.adds).min() else { return [] }
        return all.filter { $0.adds <= least * (1 + SentinelReference.addsTolerance) }.map(\.time)
    }

    private var told: [[RowFact: Double]] { ([facts] + launches.map(\.facts)).compactMap(\.self) }

    /// A failure as it stands in a file.
    public struct Failure: Codable, Sendable, Equatable {
        /// Skipped or failed.
        public var status: Status
        /// One line for people.
        public var reason: String

        /// A failure.
        public init(status: Status, reason: String) {
            self.status = status
            self.reason = reason
        }

        /// The run came to its end first: nothing is known of the row, and another run may measure it.
        public static let notReached = Failure(
            status: .skipped, reason: "the run was ended before it was measured")
    }

    /// A row of which nothing was seen yet.
    public init(_ subject: Subject) {
        name = subject.name
        operation = subject.operation
        operationsPerIteration = subject.operationsPerIteration
        unit = subject.unit == .nanoseconds ? nil : subject.unit
        netMeans = subject.netMeans
        isMemoryBound = subject.isMemoryBound ? true : nil
        declaration = subject.declaration
        version = subject.version
    }

    /// Everything in which the kernel contradicts the declaration: in the proof, in the timed batches, or in the
    /// baseline of a switch, which is there not to switch.
    public var violations: [String] {
        var found = [spoiled].compactMap(\.self)
        if let proof { found += Gate.violations(of: declaration, in: proof, operation: operation, batches: 1) }
        if let baselineProof, let switching = declaration.switching {
            let still = Declaration([switching: 0], handover: declaration.handover)
            found += Gate.violations(of: still, in: baselineProof, operation: operation, batches: 1)
                .map { "the baseline " + $0 }
        }
        var timed = Tally()
        for launch in launches { timed.add(launch.tally) }
        // The worker's own page faults, between the batches, are in its books too; they are not the probe's.
        timed.counted[.pageFaults] = nil
        let again = Gate.violations(of: declaration, in: timed, operation: operation, batches: batches)
            .map { $0 + " while timed" }
        return found.isEmpty ? again : found
    }

    /// What is to be said of its switches where they are not the declared number and explained.
    public var explained: String? {
        proof.flatMap { Gate.explained(of: declaration, in: $0, operation: operation) }
    }

    /// What became of the row.
    public var status: Status {
        if let failure { return failure.status }
        if !violations.isEmpty { return .invalid }
        return batches >= Estimate.fewestValues ? .measured : .failed
    }

    /// Why it is not `measured`, if it is not.
    public var reason: String? {
        if let failure { return failure.reason }
        if let first = violations.first { return first }
        guard status == .failed else { return nil }
        return numbered(batches, "batch is", "batches are") + " too few for an estimate: a larger --budget"
    }

    /// Batches of the operation that were timed.
    public var batches: Int { launches.reduce(0) { $0 + $1.times.count } }
}
