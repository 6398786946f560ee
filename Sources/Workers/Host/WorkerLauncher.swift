internal import CKernel
public import Counters
internal import Glibc
public import Probes
public import Sampling

/// Starts workers: the same program again, one process a probe and launch.
public struct WorkerLauncher: InstrumentMaker {
    /// The program to start.
    public var program: String
    /// What goes in front of the assignment on its command line.
    public var words: [String]
    /// Where the probes are to run.
    public var place: Place
    /// The clock of the run.
    public var clock: Clock
    /// A descriptor that can be read as soon as the user wants the run to end; -1 where there is none.
    public var interruption: Int32
    /// How long a worker may take to answer, in milliseconds. A visit takes a few. Whoever keeps more than a hundred
    /// tasks alive gets ``deadlinePerTask`` more for each.
    public var deadline: Int32
    /// Milliseconds. Ten thousand processes are made, weighed and reaped in some five seconds of a CPU's time, which
    /// on a crowded machine may be a tenth of the time that passes.
    static let deadlinePerTask: Int32 = 5

    /// A maker of workers that run `program words… assignment…`.
    public init(
        program: String = "/proc/self/exe", words: [String] = ["worker"], place: Place, clock: Clock,
        interruption: Int32 = -1, deadline: Int32 = 20_000
    ) {
        self.program = program
        self.words = words
        self.place = place
        self.clock = clock
        self.interruption = interruption
        self.deadline = deadline
    }

    /// From now on what a worker leaves behind when it is killed comes to this process, and is reaped with the worker.
    ///
    /// For a program that is toll alone: in one that waits for children of its own, orphans would be taken for those.
    public static func adoptOrphans() { _ = k_adopt_orphans() }

    /// Starts a worker and waits until it is set up.
    public func open(_ subject: Subject) throws(ProbeFailure) -> any Instrument {
        guard let (mine, its) = Channel.pair() else {
            throw ProbeFailure(
                WorkerLauncher.passing.contains(errno) ? .cut : .barred, "no socket for a worker: \(errorText())")
        }
        let arguments =
            [program] + words + Assignment(probe: subject.name, place: place, clock: clock).arguments
        var process: pid_t = 0
        let code = spawn(&process, arguments, its)
        // Held by nobody but the worker, it is closed with it.
        its.close()
        guard code == 0 else {
            mine.close()
            throw WorkerLauncher.failure(toStart: code)
        }
        let worker = Worker(
            process: process, channel: mine, interruption: interruption, deadline: deadline(for: subject),
            unit: subject.unit)
        do throws(ProbeFailure) {
            try worker.awaitReady()
        } catch {
            worker.end()
            throw error
        }
        return worker
    }

    private static func failure(toStart code: Int32) -> ProbeFailure {
        if access("/dev/null", R_OK | W_OK) != 0 {
            return ProbeFailure(.barred, "no worker can be started: /dev/null cannot be opened (\(errorText()))")
        }
        return ProbeFailure(
            passing.contains(code) ? .cut : .barred, "no worker can be started: \(Limits.reason(for: code))")
    }

    /// How long a worker may take for one answer about this row.
    func deadline(for subject: Subject) -> Int32 {
        deadline + Int32(max(0, min(subject.tasks, 100_000) - 100)) * WorkerLauncher.deadlinePerTask
    }

    /// Errors of a limit that is reached, which the next row may not reach.
    private static let passing = [EAGAIN, ENOMEM, EMFILE, ENFILE]

    private func spawn(_ process: inout pid_t, _ arguments: [String], _ channel: Channel) -> Int32 {
        var actions = posix_spawn_file_actions_t()
        var attributes = posix_spawnattr_t()
        posix_spawn_file_actions_init(&actions)
        posix_spawnattr_init(&attributes)
        defer {
            posix_spawn_file_actions_destroy(&actions)
            posix_spawnattr_destroy(&attributes)
        }
        // A worker prints nothing; where there are no devices, a folder that cannot be written to takes their place.
        let hasNull = access("/dev/null", R_OK | W_OK) == 0
        let (nothing, output) = hasNull ? ("/dev/null", O_WRONLY) : ("/", O_RDONLY)
        posix_spawn_file_actions_addopen(&actions, 0, nothing, O_RDONLY, 0)
        posix_spawn_file_actions_addopen(&actions, 1, nothing, output, 0)
        posix_spawn_file_actions_adddup2(&actions, channel.descriptor, WorkerMain.descriptor)
        // A group of its own: Ctrl-C is toll's to handle, and the whole group can be killed at once.
        var defaults = sigset_t()
        sigfillset(&defaults)
        var none = sigset_t()
        sigemptyset(&none)
        posix_spawnattr_setpgroup(&attributes, 0)
        posix_spawnattr_setsigdefault(&attributes, &defaults)
        posix_spawnattr_setsigmask(&attributes, &none)
        posix_spawnattr_setflags(
            &attributes, Int16(POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK))
        var words: [UnsafeMutablePointer<CChar>?] = arguments.map { strdup($0) } + [nil]
        defer { for word in words { free(word) } }
        // A worker that crashes is to be gone: what it prints of its stack nobody waits for.
        var variables: [UnsafeMutablePointer<CChar>?] = []
        var next = k_environment()
        while let variable = next?.pointee {
            if strncmp(variable, "SWIFT_BACKTRACE=", 16) != 0 { variables.append(variable) }
            next = next?.successor()
        }
        let silence = strdup("SWIFT_BACKTRACE=enable=no")
        defer { free(silence) }
        variables += [silence, nil]
        return posix_spawn(&process, program, &actions, &attributes, &words, &variables)
    }
}
