import ArgumentParser
import Basics
import CKernel
import Counters
import Glibc
import Machine
import Probes
import Results
import Sampling
import SystemPackage
import Workers

/// What every command that measures takes, and how it measures.
struct Measuring: ParsableArguments {
    @Option(name: .shortAndLong, help: "The result file. Default: a new stored result.")
    var output: String?

    @Option(help: "A name for the stored result, such as genoa-6.18. Default: the machine and the time.")
    var name: String?

    @Option(
        help: """
            Time for the whole run, such as 8s, 2m or 500ms. Every row is counted and gets a minimum of batches in \
            any case. Default: 1m; 2m for 'toll tax', 5m for 'toll judge', 10s for 'toll bisect'.
            """)
    var budget: Span?

    @Option(
        help: """
            Go on after the budget, for at most so long, with rows that a neighbour on the core left too few \
            undisturbed batches. Default: none.
            """)
    var overtime: Span?

    @Option(help: "Stop once every row's interval is this narrow, such as 1%. Default: use the budget, aim at 1%.")
    var precision: Share?

    @Option(help: "The CPU to measure on. Default: an isolated one, or one away from CPU 0.")
    var cpu: Int?

    @Option(help: "Fresh workers per row. Default: 6 to 24 as the budget allows, up to 12 for 'toll judge'.")
    var launches: Int?

    @Option(help: "Starts the random order of the rounds. Default: another one each time.")
    var seed: UInt64?

    @Option(help: "Events to count in batches of their own, as 'toll events' names them; 'none' for none.")
    var events: String?

    @Flag(help: "Also time single iterations, and show their tail: p50 to p99.99 and the longest.")
    var distribution = false

    @OptionGroup var screen: Screen

    func validate() throws {
        guard name == nil || output == nil else {
            throw ValidationError("--name is for a stored result, and --output for a file: choose one")
        }
        guard launches.map((1...1000).contains) ?? true else { throw ValidationError("--launches takes 1 to 1000") }
    }

    /// The machine, and the place on it.
    func setting() throws -> Setting { try Setting(Survey(SystemRoot()), cpu: cpu) }

    /// Measures the probes, prints what they come to, keeps the result, and ends the command as the result demands.
    ///
    /// - Parameters:
    ///   - earlier: a run that this one goes on from: its rows come into the same result.
    ///   - usual: the time for the run, where none is given.
    ///   - lines: what is printed; the table, if nothing else is said.
    ///   - undecided: the rows that the run's question still hangs on, by the result so far.
    ///   - endsInHeadline: whether the figures that everybody asks for stand at the end once more.
    func run(
        _ probes: [Probe], in setting: Setting, after earlier: Earlier = Earlier(), for usual: Span = .minute,
        printing lines: (ResultFile, Terminal) -> [String] = { ResultTable(of: $0).lines(on: $1) },
        until undecided: ((ResultFile) -> Set<RowName>)? = nil, endsInHeadline: Bool = false
    ) throws {
        let choice = try EventChoice(named: events)
        var plan = Plan(
            budget: (budget ?? usual).nanoseconds, precision: precision?.value ?? 0.01,
            stopsWhenPrecise: precision != nil,
            launches: launches ?? (undecided == nil ? 24 : 12), fewestLaunches: launches ?? 6,
            seed: seed ?? UInt64.random(in: 0...UInt64(UInt32.max)))
        plan.capacity = setting.capacity
        plan.overtime = overtime?.nanoseconds ?? 0
        if distribution { plan.distribution = 400_000_000 }

        // From here on Ctrl-C ends the run and keeps what there is.
        let interruption = k_interruptions()
        k_warn_of_cpu_limit()
        setting.stepAside()
        let clock = Clock.calibrated()
        let (coreClock, workers) = setting.lookAtCore(by: clock)
        plan.leastTimed = 20 * clock.cost
        var conditions = RunConditions(
            plan: plan, cpu: setting.place.cpu, otherCPU: setting.place.otherCPU, clock: clock.source.rawValue,
            began: Int64(time(nil)))
        conditions.noCounters = choice.reason
        switch coreClock {
        case .success(let known): conditions.coreClock = known
        case .failure(let refusal): conditions.noCycles = refusal.description
        }
        let machine = Fingerprint.ofThisMachine(setting.survey)
        let path =
            try output.map { FilePath($0) } ?? name.map { try Store.ofUser.newPath(named: $0) }
            ?? Store.ofUser.newPath(machine: machine.displayName, began: conditions.began)
        let place = try OutputPlace(path) { k_interruption() != 0 }
        let session = Session(
            result: ResultFile(machine: machine, run: conditions, records: []), after: earlier, place: place,
            progress: Progress(rows: probes.count, terminal: screen.error))
        // A place that cannot be written to is to be found out now, and not after a minute of measuring.
        do { if !place.takesOneDocument { try session.save() } } catch {
            // The empty file that took the name is not to stay for a result.
            if output == nil { unlink(path.string) }
            throw error
        }
        if Session.isTraced { say("warning: \(Session.tracing), so no row will be valid") }
        WorkerLauncher.adoptOrphans()
        // Each worker is at the other end of a socket, and gets as much room as is usual.
        Limits.openFiles(max(1024, probes.count + 64))
        var engine = Engine(
            plan: plan, subjects: probes.map(\.subject), events: choice.events,
            maker: WorkerLauncher(place: workers, clock: clock, interruption: interruption),
            clock: try? coreClock.get(), after: earlier.lastRound,
            now: Clock.raw, isInterrupted: { k_interruption() != 0 },
            undecided: undecided.map { rows in { rows(session.result(with: $0)) } }, watch: session.watch)
        let records = engine.run()
        if let barrier = engine.barrier, !records.contains(where: { $0.batches > 0 }) {
            if output == nil { unlink(path.string) }
            throw Complaint(barrier)
        }
        // What blocks from here on, such as a reader that does not read, the next signal ends.
        let signal = k_end_interruptions()
        let result = session.finish(records, wasInterrupted: signal != 0)
        // Should it not be kept, there is still the table.
        let saving = Result { try session.save() }
        // Where stdout has the result, the table would spoil it.
        func show(_ lines: [String]) {
            if place.isStandardOutput { for line in lines { say(line) } } else { screen.show(lines) }
        }
        show(lines(result, screen.output))
        if endsInHeadline {
            let name = output ?? path.stem ?? path.string
            let isFirst = Store.ofUser.files().count < (output == nil ? 2 : 1)
            show(HeadlineTable(of: result, named: name, isFirst: isFirst).lines(on: screen.output))
        }
        Output.finish()
        try saving.get()
        let rows = numbered(probes.count, "row")
        say("\(rows) in \(Format.duration(result.run.seconds)) on CPU \(setting.place.cpu), kept in \(path)")
        if signal == SIGXCPU { say("the CPU time that a process may use was nearly used up (RLIMIT_CPU)") }
        if result.run.wasInterrupted { throw ExitCode(128 + signal) }
        if result.isLacking { throw ExitCode(1) }
    }
}

extension ResultFile {
    /// Whether a row went wrong, is not valid or was cut short, or there is none that was measured.
    fileprivate var isLacking: Bool {
        records.contains { $0.status == .failed || $0.status == .invalid || $0.cutShort != nil }
            || !records.contains { $0.status == .measured }
    }
}
