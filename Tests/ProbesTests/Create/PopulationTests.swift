import CKernel
import Glibc
import Sampling
import Support
import Testing

@testable import Probes

/// Populations stop short where something limits them, say at what, and leave nothing.
@Suite(.serialized, .inTurn)
struct PopulationTests {
    @Test func asManyAsWantedAndNoneAfterwards() async {
        let ended = await #expect(processExitsWith: .success, observing: [\.standardOutputContent]) {
            let told = try inChild {
                let before = threads(of: children())
                let population = try Population(1200, memory: 1 << 30)
                let during = threads(of: children())
                population.end()
                return "\(population.count) \(during - before) \(children().count) \(population.shortfall ?? "all")"
            }
            #expect(told == "1200 1200 0 all", "\(told)")
        }
        tell(ended)
    }

    @Test func littleMemoryStopsItShort() async {
        let ended = await #expect(processExitsWith: .success, observing: [\.standardOutputContent]) {
            let told = try inChild {
                let population = try Population(1000, memory: 4 << 20)
                defer { population.end() }
                return "\(population.count) \(threads(of: children())): \(population.shortfall ?? "")"
            }
            #expect(
                told == "102 102: 102 live tasks instead of 1000: 4 MiB of memory may be used, 102 tasks' worth",
                "\(told)")
        }
        tell(ended)
    }

    @Test(.enabled(if: getuid() == 0, "wants to become an ordinary user"))
    func theLimitOfAUserStopsItShort() async {
        let ended = await #expect(processExitsWith: .success, observing: [\.standardOutputContent]) {
            let told = try inChild {
                var limit = rlimit(rlim_cur: 70, rlim_max: 70)
                guard setrlimit(__RLIMIT_NPROC, &limit) == 0, setresuid(54_321, 54_321, 54_321) == 0 else {
                    return errorText()
                }
                let population = try Population(1000, memory: 1 << 30)
                let alive = threads(of: children())
                population.end()
                return "\(population.count) \(alive) \(children().count): \(population.shortfall ?? "")"
            }
            // One is this process itself, and 32 are left free for what is to be measured.
            #expect(
                told == "37 37 0: 37 live tasks instead of 1000: a user may have 70 tasks (RLIMIT_NPROC)", "\(told)")
        }
        tell(ended)
    }

    @Test func theLimitOfAControlGroupStopsItShort() async {
        let ended = await #expect(processExitsWith: .success, observing: [\.standardOutputContent]) {
            guard let parent = ControlGroup.folders(of: "pids").first else {
                print("skipped: no control group counts tasks")
                return
            }
            let folder = "\(parent)/toll-test-\(getpid())"
            guard mkdir(folder, 0o755) == 0 else {
                print("skipped: \(errorText())")
                return
            }
            defer { rmdir(folder) }
            guard exists(folder + "/pids.max") else {
                print("skipped: the group's parent does not hand the counting of tasks down")
                return
            }
            let told = try inChild {
                guard write("2500", to: folder + "/pids.max"), write("0", to: folder + "/cgroup.procs") else {
                    return errorText()
                }
                let population = try Population(5000, memory: 1 << 30)
                let alive = threads(of: children())
                population.end()
                return "\(population.count) \(alive) \(children().count): \(population.shortfall ?? "")"
            }
            #expect(
                told == "2467 2467 0: 2467 live tasks instead of 5000: the control group allows 2500 tasks (pids.max)",
                "\(told)")
        }
        tell(ended)
    }

    /// A request whose worker cannot be made would wait for ever.
    @Test(.enabled(if: getuid() == 0, "wants to become an ordinary user"))
    func workersThatTheKernelDoesNotMakeAreNotWaitedFor() async {
        let ended = await #expect(processExitsWith: .success, observing: [\.standardOutputContent]) {
            let told = try inChild {
                let probe = try Catalog.probe(named: "create.iowq")
                let place = try onThreadOfItsOwn { $0 }
                var limit = rlimit(rlim_cur: 20, rlim_max: 20)
                guard setrlimit(__RLIMIT_NPROC, &limit) == 0, setresuid(54_322, 54_322, 54_322) == 0 else {
                    return errorText()
                }
                _ = try probe.prepare(place)
                return "it was set up"
            }
            let hasNone = told.hasPrefix("no io_uring: ")
            #expect(
                hasNone
                    || told.hasPrefix("the kernel makes ")
                        && told.hasSuffix(" and no further one: a user may have 20 tasks (RLIMIT_NPROC)"),
                "\(told)")
        }
        tell(ended)
    }

    /// The limit of open files is raised as far as it goes, and named where that is not far enough.
    @Test(.enabled(if: getuid() == 0, "wants to become an ordinary user"))
    func openFilesAreLimitedByTheHardLimitAlone() async {
        let ended = await #expect(processExitsWith: .success, observing: [\.standardOutputContent]) {
            let told = try inChild {
                var limit = rlimit(rlim_cur: 30, rlim_max: 104)
                guard setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else { return errorText() }
                guard setresuid(54_323, 54_323, 54_323) == 0 else { return errorText() }
                let raised = [0, 40, 35, 1000].map { Limits.openFiles($0) }
                var many = Workload()
                (many.connections, many.inFlight) = (100, 50)
                let (few, remark) = try many.fitting()
                return "\(raised) \(few.connections) \(few.inFlight) \(remark ?? "")"
            }
            #expect(
                told == "[30, 40, 40, 104] 40 40 40 connections, not 100: only 104 files may be open (RLIMIT_NOFILE): "
                    + "'ulimit -n' raises it", "\(told)")
            let none = try inChild {
                var limit = rlimit(rlim_cur: 12, rlim_max: 12)
                guard setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else { return errorText() }
                var pipes: [Pipe] = []
                while pipes.count < 100 { pipes.append(try Pipe()) }
                return "none was refused"
            }
            #expect(none == "no pipe: only 12 files may be open (RLIMIT_NOFILE): 'ulimit -n' raises it", "\(none)")
        }
        tell(ended)
    }

    /// Everything that a worker made goes with it, however it ends.
    @Test(arguments: [
        "create.pid.live@live=1500", "create.pid.level@levels=5", "create.pid.full@max=600,free=16",
        "create.pid.wrap@max=512", "create.parallel.processes", "create.clone3.cgroup", "weight.process@count=20",
        "weight.thread@count=300", "create.iowq", "create.pid.live@live=30000",
    ])
    func nothingIsLeftWhenTheWorkerIsKilled(_ name: RowName) async {
        let ended = await #expect(processExitsWith: .success, observing: [\.standardOutputContent]) { [name] in
            let probe = try Catalog.probe(named: name)
            let place = try onThreadOfItsOwn { $0 }
            if let reason = probe.missing(at: place) {
                print("\(name) is skipped: \(reason)")
                return
            }
            let report = try Pipe()
            defer { report.close() }
            let worker = k_fork()
            if worker == 0 {
                setpgid(0, 0)
                _ = k_pin(0, Int32(place.cpu))
                guard let rig = try? probe.prepare(place) else { _exit(1) }
                _ = write(report.writer, "!", 1)
                while (try? rig.loop(1)) != nil {}
                _exit(2)
            }
            let isReady = report.hasInput(within: 60_000) && report.take() == 0
            usleep(20_000)
            // By the time at which each was started too: a number may be another task's soon.
            var made: [(task: Int32, started: Int)] = []
            _ = isTrueSoon {
                made = tasks(below: worker).compactMap { task in
                    startTime(of: task).map { (task: task, started: $0) }
                }
                return !made.isEmpty
            }
            kill(worker, SIGKILL)
            waitpid(worker, nil, 0)
            guard isReady else {
                print("\(name) is skipped: it cannot be set up here")
                return
            }
            if name != "create.clone3.cgroup" { #expect(!made.isEmpty) }
            let isGone = isTrueSoon { made.allSatisfy { startTime(of: $0.task) != $0.started } }
            #expect(isGone, "\(made.filter { startTime(of: $0.task) == $0.started }.prefix(8))")
        }
        tell(ended)
    }
}

/// Runs `body` in a child process and gives back what it says.
private func inChild(_ body: () throws -> String) throws -> String {
    let report = try Pipe()
    defer { report.close() }
    let child = k_fork()
    if child == 0 {
        var text: String
        do { text = try body() } catch { text = "\(error)" }
        text.withUTF8 { _ = write(report.writer, $0.baseAddress!, $0.count) }
        _exit(0)
    }
    guard child > 0 else { throw Refusal("no child: \(errorText(of: child))") }
    var bytes = [UInt8](repeating: 0, count: 4096)
    let count = report.hasInput(within: 60_000) ? read(report.reader, &bytes, bytes.count) : 0
    kill(child, SIGKILL)
    waitpid(child, nil, 0)
    return String(decoding: bytes.prefix(max(0, count)), as: UTF8.self)
}

/// The children of the calling thread.
private func children() -> [Int32] {
    textOf("/proc/thread-self/children").split(separator: " ").compactMap { Int32($0) }
}

/// Threads of these processes, all together.
private func threads(of processes: [Int32]) -> Int {
    processes.reduce(0) { sum, process in
        let line = textOf("/proc/\(process)/status").split(separator: "\n").first { $0.hasPrefix("Threads:") }
        return sum + (line?.split(separator: "\t").last.flatMap { Int($0) } ?? 0)
    }
}

/// When a living task was started, in the kernel's ticks; nil for one that is gone or only waits to be reaped.
private func startTime(of task: Int32) -> Int? {
    let fields = textOf("/proc/\(task)/stat").split(separator: ")").last?.split(separator: " ") ?? []
    return fields.count > 19 && fields[0] != "Z" ? Int(fields[19]) : nil
}

/// All processes below one, their threads, and its own but for the first.
private func tasks(below process: Int32) -> [Int32] {
    var found: [Int32] = []
    var open = [process]
    while let next = open.popLast() {
        for task in entries(in: "/proc/\(next)/task").compactMap({ Int32($0) }) {
            let children = textOf("/proc/\(next)/task/\(task)/children").split(separator: " ").compactMap { Int32($0) }
            if task != process { found.append(task) }
            open += children
        }
    }
    return found
}
