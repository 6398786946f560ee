import Counters
import Machine
import Results
import Sampling

/// A run under way: what there is of its result, and the file that holds it.
final class Session {
    private var result: ResultFile
    private let place: OutputPlace
    private let earlier: Earlier
    private let progress: Progress
    private let shares: CPUShares
    private let started = Clock.raw()
    private let quotaBefore = Survey(SystemRoot()).quotaPeriods
    private let wasTraced = Session.isTraced
    private var nextSave: Int64 = 0
    private var nextLook: Int64 = 0
    /// The row that is looked at next.
    private var turn = 0

    /// - Parameter earlier: the run that this one goes on from.
    init(result: ResultFile, after earlier: Earlier, place: OutputPlace, progress: Progress) {
        self.result = result
        self.result.run.wasFinished = false
        self.result.records = earlier.joined(with: [])
        self.place = place
        self.earlier = earlier
        self.progress = progress
        shares = CPUShares(cpu: result.run.cpu)
    }

    /// Follows the engine: shows how far it is, and saves now and then.
    func watch(_ event: Engine.Event, _ records: [Record], _ share: Double) {
        progress.show(event, share: share, seconds: Double(Clock.raw() - started) / 1e9)
        guard case .roundEnded = event else { return }
        look(at: records)
        guard Clock.raw() >= nextSave, !place.takesOneDocument else { return }
        result.records = earlier.joined(with: records)
        let before = Clock.raw()
        // What goes wrong here goes wrong at the end too, and is said there.
        try? save()
        // A long result takes a while to write: no more than a fiftieth of the time is spent on it.
        nextSave = Clock.raw() + max(1_000_000_000, (Clock.raw() - before) * 50)
    }

    /// What a tracer means for every figure.
    static let tracing = "this process is traced (TracerPid): stops for the tracer are in every figure"

    /// Whether a debugger or strace is attached to this process, and so, as a rule, to its workers.
    static var isTraced: Bool {
        let status = SystemRoot().text("/proc/self/status") ?? ""
        return status.contains("\nTracerPid:") && !status.contains("\nTracerPid:\t0\n")
    }

    /// Works some rows out, in turn, and shows those that are as precise as was asked for. No more than a fiftieth of
    /// the time is spent on it.
    private func look(at records: [Record]) {
        let before = Clock.raw()
        guard before >= nextLook, !records.isEmpty else { return }
        // What others took of the CPU so far counts for every row, as it will at the end.
        noteShares()
        let sentinels = SentinelReference(records: records, clock: result.run.coreClock)
        let plan = result.run.plan
        for _ in 0..<min(4, records.count) {
            let record = records[turn % records.count]
            turn += 1
            guard record.failure == nil, record.launches.count >= min(plan.fewestLaunches, 3),
                Summary(of: record, sentinels: sentinels).reaches(plan.precision)
            else { continue }
            progress.firmedUp(Figure(record, sentinels: sentinels, run: result.run))
        }
        nextLook = Clock.raw() + max(200_000_000, (Clock.raw() - before) * 50)
    }

    /// The result as it would be with these records.
    func result(with records: [Record]) -> ResultFile {
        var result = result
        result.records = earlier.joined(with: records)
        return result
    }

    func save() throws { try place.write(try result.encoded()) }

    /// The whole result.
    func finish(_ records: [Record], wasInterrupted: Bool) -> ResultFile {
        progress.clear()
        var records = records
        if wasTraced || Session.isTraced {
            for row in records.indices { records[row].spoiled = Session.tracing }
        }
        result.records = earlier.joined(with: records)
        result.run.wasInterrupted = wasInterrupted
        let cut = records.count { $0.cutShort != nil }
        result.run.rowsCutShort = cut > 0 ? cut : nil
        result.run.wasFinished = !wasInterrupted && cut == 0
        result.run.seconds = Double(Clock.raw() - started) / 1e9
        noteShares()
        return result
    }

    /// What others took of the run's time up to now.
    private func noteShares() {
        (result.run.stealShare, result.run.foreignShare, result.run.foreignElsewhere) = shares.shares()
        if let before = quotaBefore, let after = Survey(SystemRoot()).quotaPeriods, after.all > before.all {
            result.run.throttledShare = min(1, Double(after.stopped - before.stopped) / Double(after.all - before.all))
        }
    }
}
