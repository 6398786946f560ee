import Glibc
import Results
import Sampling
import Support
import SystemPackage
import Testing

/// Settings in which something is missing. Whatever it is, a run ends in time with a table, every row that gives no
/// figure has its reason, and nothing stays behind.
@Suite(.serialized, .inTurn)
struct HostileTests {
    private let scratch = Scratch()
    private static let isRoot = geteuid() == 0

    private static let rows = [
        "syscall.null.raw", "syscall.vdso", "switch.pipe.process", "switch.pipe.process.cross", "fiber.asm",
        "create.fork",
    ]

    /// Runs a few rows under the given words, each time the same checks. The figures by name.
    private func run(
        under words: [String], toll: String? = nil, closing descriptors: String = "", rows: [String] = rows
    ) -> [RowName: Figure] {
        let toll = toll ?? scratch.program("toll")
        let path = scratch.file("result.json")
        let script =
            "exec \(toll) run \(rows.joined(separator: " ")) --budget 2s --launches 2 -o \(path) \(descriptors)"
        let ended = Command.run(words + ["sh", "-c", script], environment: ["XDG_DATA_HOME": scratch.path])
        #expect(ended.signal == nil && !ended.isLate, "\(words): \(ended.errors)")
        #expect([0, 1].contains(ended.status), "\(words): \(ended.errors)")
        #expect(!ended.errors.contains("Fatal error"), "\(words): \(ended.errors)")
        #expect(Processes.left(of: toll) == [], "\(words)")
        guard let result = try? Store(folder: FilePath(scratch.path)).load("result.json") else {
            Issue.record("\(words): no result; \(ended.errors)")
            return [:]
        }
        let figures = result.figures
        // A table breaks long reasons at its width.
        let printed = ended.output.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        for figure in figures {
            #expect((figure.status == .measured) == (figure.reason == nil), "\(figure.name)")
            if descriptors.isEmpty {
                #expect(printed.contains(figure.reason ?? figure.name.text), "\(figure.name): \(ended.output)")
            }
        }
        let isBad =
            figures.contains { $0.status == .failed || $0.status == .invalid }
            || !figures.contains { $0.status == .measured }
        #expect(ended.status == (isBad ? 1 : 0))
        return Dictionary(figures.map { ($0.name, $0) }) { first, _ in first }
    }

    private func statuses(_ figures: [RowName: Figure]) -> [RowName: String] {
        figures.mapValues { "\($0.status.rawValue)\($0.reason.map { ": \($0)" } ?? "")" }
    }

    /// Whether a row has a figure. On a busy machine it may be INVALID all the same: other tasks add switches to it.
    private func has(_ figure: Figure?) -> Bool {
        figure?.cost != nil && (figure?.status == .measured || figure?.status == .invalid)
    }

    /// Lets anybody write to the scratch folder.
    private func openUp() { chmod(scratch.path, 0o777) }

    @Test(.enabled(if: isRoot && Command.has("setpriv"), "wants root, to be given up"))
    func withoutRoot() {
        openUp()
        let figures = run(under: ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", "--inh-caps=-all"])
        #expect(figures.values.allSatisfy { $0.status != .failed }, "\(statuses(figures))")
        #expect(has(figures["switch.pipe.process"]), "\(statuses(figures))")
        #expect(abs((figures["switch.pipe.process"]?.perOperation[.contextSwitches] ?? 0) - 1) < 0.1)
    }

    /// Where making PID namespaces takes rights, a user namespace has them; where that is refused too, it is said.
    @Test(.enabled(if: isRoot && Command.has("setpriv"), "wants root, to be given up"))
    func pidNamespacesWithoutRoot() {
        openUp()
        let figures = run(
            under: ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", "--inh-caps=-all"],
            rows: ["create.pid.level@levels=3", "create.pidns", "create.pid.wrap@max=512"])
        for figure in figures.values where !has(figure) {
            #expect(figure.reason?.hasPrefix("no PID namespace of one's own: ") == true, "\(statuses(figures))")
        }
        guard let level = figures["create.pid.level@levels=3"], has(level) else { return }
        #expect(level.facts?[.levels] == 3)
        #expect(level.notes.contains { $0.hasPrefix("in a user namespace") }, "\(level.notes)")
        #expect(figures["create.pid.wrap@max=512"]?.facts?[.wrapFrom] == 511, "\(statuses(figures))")
    }

    @Test(
        .enabled(
            if: isRoot && Command.has("setpriv") && Command.run(["unshare", "-Ur", "true"]).status == 0,
            "wants root, to be given up in a user namespace"))
    func pidNamespacesWhereTheyAreRefused() {
        let script =
            "echo 0 > /proc/sys/user/max_user_namespaces; exec setpriv --bounding-set=-all --inh-caps=-all \"$@\""
        let figures = run(
            under: ["unshare", "-Ur", "sh", "-c", script, "sh"], rows: ["create.pid.level", "create.pidns"])
        #expect(figures.count == 2)
        for figure in figures.values {
            #expect(figure.status == .skipped)
            #expect(
                figure.reason == "no PID namespace of one's own: needs root, or a user namespace of one's own: "
                    + "no more are allowed (user.max_user_namespaces)")
        }
    }

    @Test func withoutPerf() {
        let figures = run(under: [Command.folder + "/TestWorker", "refuse", "perf_event_open", "--"])
        #expect(has(figures["switch.pipe.process"]), "\(statuses(figures))")
        #expect(abs((figures["switch.pipe.process"]?.perOperation[.contextSwitches] ?? 0) - 1) < 0.1)
        // The tracer counts in its place.
        #expect(abs((figures["syscall.null.raw"]?.perOperation[.syscalls] ?? 0) - 1) < 0.1)
        #expect(abs(figures["syscall.vdso"]?.perOperation[.syscalls] ?? 1) < 0.1)
    }

    @Test func withoutPerfAndPtrace() throws {
        let figures = run(under: [Command.folder + "/TestWorker", "refuse", "perf_event_open", "ptrace", "bpf", "--"])
        let row = try #require(figures["syscall.null.raw"])
        #expect(has(row), "\(statuses(figures))")
        // Absent, and never zero.
        #expect(row.perOperation[.syscalls] == nil)
        #expect(row.notes.contains { $0.hasPrefix("system calls not proved: ") }, "\(row.notes)")
        #expect(abs((figures["switch.pipe.process"]?.perOperation[.contextSwitches] ?? 0) - 1) < 0.1)
    }

    @Test(.enabled(if: Command.has("taskset"), "wants taskset"))
    func onOneCPU() {
        let first = Command.run(["sh", "-c", "taskset -cp $$ | sed 's/.*: //; s/[,-].*//'"]).output.filter(\.isNumber)
        let figures = run(under: ["taskset", "-c", first])
        #expect(figures["switch.pipe.process.cross"]?.status == .skipped)
        #expect(figures["switch.pipe.process.cross"]?.reason == "only one CPU may be used here")
        #expect(has(figures["switch.pipe.process"]), "\(statuses(figures))")
    }

    @Test(.enabled(if: isRoot && Command.has("setpriv") && Command.has("prlimit"), "wants root, to be given up"))
    func withFewTasks() {
        openUp()
        // A user of no other process, so that the number is what the run has.
        let figures = run(under: [
            "setpriv", "--reuid=64321", "--regid=65534", "--clear-groups", "prlimit", "--nproc=20",
        ])
        #expect(has(figures["syscall.null.raw"]), "\(statuses(figures))")
        #expect(has(figures["create.fork"]), "\(statuses(figures))")
        let hardly = run(under: [
            "setpriv", "--reuid=64321", "--regid=65534", "--clear-groups", "prlimit", "--nproc=2",
        ])
        #expect(has(hardly["syscall.null.raw"]), "\(statuses(hardly))")
        #expect(hardly["switch.pipe.process"]?.reason != nil)
    }

    /// Whoever is out of room for signals, or may lock no memory, is told by which limit.
    @Test(.enabled(if: isRoot && Command.has("setpriv") && Command.has("prlimit"), "wants root, to be given up"))
    func withoutRoomForSignals() {
        openUp()
        let figures = run(
            under: [
                "setpriv", "--reuid=64322", "--regid=65534", "--clear-groups", "prlimit", "--sigpending=0",
                "--memlock=0",
            ], rows: ["syscall.null.raw", "switch.signal.process", "time.timer.create", "io.uring.state"])
        #expect(has(figures["syscall.null.raw"]), "\(statuses(figures))")
        for name: RowName in ["switch.signal.process", "time.timer.create"] {
            #expect(figures[name]?.status == .skipped)
            #expect(
                figures[name]?.reason?.hasSuffix("a user may have 0 signals pending (RLIMIT_SIGPENDING)") == true,
                "\(statuses(figures))")
        }
        guard let ring = figures["io.uring.state"], !has(ring) else { return }
        let reason = ring.reason ?? ""
        #expect(reason.contains("(RLIMIT_MEMLOCK)") || reason.contains("io_uring"), "\(reason)")
    }

    @Test(.enabled(if: isRoot && Command.has("unshare"), "wants root, to unmount"))
    func withoutSys() {
        let figures = run(under: ["unshare", "-m", "sh", "-c", "umount -l /sys; exec \"$@\"", "sh"])
        #expect(has(figures["switch.pipe.process"]), "\(statuses(figures))")
        #expect(has(figures["syscall.null.raw"]), "\(statuses(figures))")
    }

    @Test(.enabled(if: isRoot && Command.has("unshare"), "wants root, to unmount"))
    func withoutProc() {
        let ended = Command.run(["unshare", "-m", "sh", "-c", "umount -l /proc; exec \(Command.toll) list"])
        #expect(ended.status == 1)
        #expect(ended.errors == "Error: /proc is not mounted here, and toll can do nothing without it\n")
    }

    @Test(.enabled(if: Command.has("prlimit"), "wants prlimit"))
    func withLittleMemory() {
        let figures = run(under: ["prlimit", "--as=400000000"], rows: ["syscall.null.raw", "memory.dram.small"])
        #expect(has(figures["syscall.null.raw"]), "\(statuses(figures))")
    }

    @Test(arguments: ["<&-", "<&- 2>&-", "<&- >&- 2>&-"])
    func withClosedDescriptors(_ closing: String) {
        let toll = scratch.program("toll")
        let path = scratch.file("result.json")
        let ended = Command.run([
            "sh", "-c",
            "exec \(toll) run syscall.null.raw switch.pipe.process --budget 1s --launches 1 -o \(path) \(closing)",
        ])
        #expect(ended.signal == nil && !ended.isLate)
        // Without a stdout the table went nowhere.
        #expect(ended.status == 1 || !closing.contains(" >&-"), "\(ended.errors)")
        let figures = (try? Store(folder: FilePath(scratch.path)).load("result.json"))?.figures ?? []
        #expect(figures.map { has($0) } == [true, true])
        #expect(Processes.left(of: toll) == [])
    }
}
