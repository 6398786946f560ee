import ArgumentParser
import CKernel
import Counters
import Glibc
import Machine
import Probes
import Results
import Sampling
import SystemPackage
import Workers

struct Run: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Measures: progress on stderr, the table on stdout, and a result file.",
        discussion: """
            Without a pattern it takes the default set. Exit status: 0 when every row was measured or had a reason to \
            be skipped, 1 when one failed or is INVALID, 130 after Ctrl-C, which keeps what was measured.
            """)

    @Argument(help: "A name, a prefix of dotted parts (switch.pipe), or a glob ('*.thread').")
    var patterns: [String] = []

    @Option(name: .shortAndLong, help: "The result file. Default: a new one among the results kept.")
    var output: String?

    @Option(help: "Time for all rows together, such as 8s, 2m or 500ms.")
    var budget: Span = Span(nanoseconds: 60_000_000_000)

    @Option(help: "Stop once every row's interval is this narrow, such as 1%. Default: use the budget, aim at 1%.")
    var precision: Share?

    @Option(help: "The CPU to measure on. Default: an isolated one, or one away from CPU 0.")
    var cpu: Int?

    @Option(help: "Fresh workers a row.")
    var launches = 6

    @Option(help: "Starts the random order of the rounds. Default: another one each time.")
    var seed: UInt64?

    @Option(help: "Events to count in batches of their own, as 'toll events' names them; 'none' for none.")
    var events: String?

    func validate() throws {
        guard (1...1000).contains(launches) else { throw ValidationError("--launches takes 1 to 1000") }
    }

    func run() throws {
        let probes = try Catalog.select(patterns).filter { !patterns.isEmpty || $0.isDefault }
        let survey = Survey(SystemRoot())
        let setting = try Setting(survey, cpu: cpu)
        let choice = try EventChoice(named: events)
        var plan = Plan(
            budget: budget.nanoseconds, precision: precision?.value ?? 0.01, stopsWhenPrecise: precision != nil,
            launches: launches, seed: seed ?? UInt64.random(in: 0...UInt64(UInt32.max)))
        plan.capacity = setting.capacity

        // From here on Ctrl-C ends the run and keeps what there is.
        let interruption = k_interruptions()
        setting.stepAside()
        let clock = Clock.calibrated()
        var conditions = RunConditions(
            plan: plan, cpu: setting.place.cpu, otherCPU: setting.place.otherCPU, clock: clock.source.rawValue,
            began: Int64(time(nil)))
        conditions.noCounters = choice.reason
        let machine = Fingerprint.ofThisMachine(survey)
        let store = Store.ofUser
        let path = output.map { FilePath($0) } ?? store.newPath(machine: machine.displayName, began: conditions.began)
        let session = Session(
            result: ResultFile(machine: machine, run: conditions, records: []), path: path,
            progress: Progress(rows: probes.count, launches: launches, terminal: .error))
        // A place that cannot be written to is to be found out now, and not after a minute of measuring.
        try session.save()
        var engine = Engine(
            plan: plan, subjects: probes.map { ($0.subject, version: $0.version) },
            events: choice.events, maker: WorkerMaker(place: setting.place, clock: clock, interruption: interruption),
            now: Clock.raw, isInterrupted: { k_interruption() != 0 }, watch: session.watch)
        let result = try session.finish(engine.run(), wasInterrupted: k_interruption() != 0)

        let figures = result.figures
        for line in ResultTable(figures: figures, run: result.run).lines(on: .output) { print(line) }
        say("\(probes.count) rows in \(Units.seconds(result.run.seconds)) on CPU \(setting.place.cpu), kept in \(path)")
        if result.run.wasInterrupted { throw ExitCode(128 + k_interruption()) }
        if figures.contains(where: { $0.status == .failed || $0.status == .invalid }) { throw ExitCode(1) }
    }
}

/// A run under way: what there is of its result, and the file that holds it.
private final class Session {
    private var result: ResultFile
    private let path: FilePath
    private let progress: Progress
    private let weather: Weather
    private let started = Clock.raw()
    private var nextSave: Int64 = 0

    init(result: ResultFile, path: FilePath, progress: Progress) {
        self.result = result
        self.path = path
        self.progress = progress
        weather = Weather(cpu: result.run.cpu)
    }

    /// Follows the engine: shows how far it is, and saves now and then.
    func watch(_ event: Engine.Event, _ records: [Record], _ share: Double) {
        progress.show(event, share: share, seconds: Double(Clock.raw() - started) / 1e9)
        guard case .roundEnded = event, Clock.raw() >= nextSave else { return }
        result.records = records
        let before = Clock.raw()
        // What goes wrong here goes wrong at the end too, and is said there.
        try? save()
        // A long result takes a while to write: no more than a fiftieth of the time is spent on it.
        nextSave = Clock.raw() + max(1_000_000_000, (Clock.raw() - before) * 50)
    }

    func save() throws { try AtomicFile.write(try result.encoded(), to: path) }

    /// The whole result, saved.
    func finish(_ records: [Record], wasInterrupted: Bool) throws -> ResultFile {
        progress.clear()
        result.records = records
        result.run.wasInterrupted = wasInterrupted
        result.run.seconds = Double(Clock.raw() - started) / 1e9
        (result.run.stealShare, result.run.foreignShare) = weather.shares()
        try save()
        return result
    }
}
