import Glibc
import Results
import Sampling
import Support
import SystemPackage
import Testing

/// Where toll runs in a container, or as if it did: each in namespaces of its own.
@Suite(.serialized, .inTurn, .enabled(if: geteuid() == 0 && Command.has("unshare"), "wants root, for namespaces"))
struct ContainerTests {
    private let scratch = Scratch()

    private func result(_ name: String = "result.json") -> [Figure] {
        ((try? Store(folder: FilePath(scratch.path)).load(name)) ?? nil)?.figures ?? []
    }

    /// Runs a few rows by a shell in new namespaces, with `$toll` and `$result` to name them by.
    private func run(_ unshare: [String], _ script: String) -> Command {
        let toll = scratch.program("toll")
        let ended = Command.run(
            ["unshare"] + unshare + ["sh", "-c", script],
            environment: [
                "toll": toll, "result": scratch.file("result.json"), "here": scratch.path,
                "XDG_DATA_HOME": scratch.path,
            ])
        #expect(ended.signal == nil && !ended.isLate, "\(ended.errors)")
        #expect(Processes.left(of: toll) == [])
        return ended
    }

    private static let quick = "--budget 500ms --launches 1"

    /// As the only program of a container.
    @Test func asTheFirstProcess() {
        let ended = run(
            ["--pid", "--fork", "--mount-proc"],
            "exec $toll run syscall.null.raw switch.pipe.process \(Self.quick) -o $result")
        let figures = result()
        #expect(figures.count == 2 && figures.allSatisfy { $0.cost != nil }, "\(ended.errors)")
    }

    /// Few numbers are shared out, whatever was there before: where they have come round, those below 300 are not given
    /// again. Before Linux 6.14 a namespace has no `pid_max` of its own.
    @Test(
        .enabled(
            if: Command.run(["unshare", "--pid", "--fork", "--mount-proc", "sh", "-c", ownNumbers]).status == 0,
            "wants a pid_max of the namespace's own"))
    func withFewNumbers() {
        for others in ["", "create.fork "] {
            let ended = run(
                ["--pid", "--fork", "--mount-proc"],
                "\(Self.ownNumbers); $toll run \(others)create.pid.live \(Self.quick) -o $result; exit $?")
            let live = result().last
            #expect(live?.name == "create.pid.live" && live?.cost != nil, "\(live?.reason ?? ended.errors)")
            let note = "live tasks instead of 1000: the machine has 400 numbers (kernel.pid_max)"
            #expect(live?.notes.contains { $0.hasSuffix(note) } == true, "\(live?.notes ?? [])")
        }
    }

    /// Fails where the number is the machine's, which stays as it is.
    private static let ownNumbers =
        "test $(uname -r | cut -d. -f1) -gt 6 -o $(uname -r | cut -d. -f1) -eq 6 -a $(uname -r | cut -d. -f2) -ge 14 "
        + "&& echo 400 > /proc/sys/kernel/pid_max"

    /// Numbers of tasks are those of the proc that is read, or the proof is left out.
    @Test func withTheProcOfAnotherNamespace() {
        let ended = run(
            ["--pid", "--fork"],
            "$toll run switch.pipe.process switch.iowq.kernel weight.process@count=20 \(Self.quick) -o $result; exit $?"
        )
        let figures = result()
        #expect(figures.count == 3, "\(ended.errors)")
        for figure in figures {
            let isWithoutRing = figure.name == "switch.iowq.kernel" && figure.status == .skipped
            #expect(figure.cost != nil || isWithoutRing, "\(figure.name): \(figure.reason ?? "")")
            guard figure.name == "switch.pipe.process" else { continue }
            #expect(abs((figure.perOperation[.contextSwitches] ?? 1) - 1) < 0.1)
        }
    }

    private static let ownDev =
        "mkdir $here/dev && mount -t tmpfs none $here/dev && cd $here/dev && "
        + "cp -a /dev/null /dev/zero /dev/urandom . && "
        + "ln -s /proc/self/fd fd && ln -s /proc/self/fd/1 stdout && mount --rbind . /dev && cd / && "

    /// One document, behind what a file holds, and the link that everybody uses is still one.
    @Test func intoItsOutput() {
        let ended = run(
            ["-m"],
            Self.ownDev + "printf '\\n' > $here/log && $toll run syscall.null.raw --budget 2s --launches 2 "
                + "-o /dev/stdout >> $here/log && readlink /dev/stdout && "
                + "$toll run syscall.null.raw \(Self.quick) -o /dev/stdout | cat > $result")
        #expect(ended.status == 0 && ended.output == "/proc/self/fd/1\n", "\(ended.errors)")
        #expect(ended.errors.contains("syscall.null.raw"))
        let log = Processes.text(scratch.file("log"))
        #expect(log.hasPrefix("\n{\"version\":") && log.split(separator: "\n").count == 1)
        #expect(log.contains("\"wasFinished\":true") && !log.contains("\"wasFinished\":false"))
        #expect(result().count == 1)
    }

    /// A file that is mounted by itself cannot be replaced.
    @Test func intoAMountedFile() {
        let ended = run(
            ["-m"],
            "echo old > $here/outside && touch $result && mount --bind $here/outside $result && "
                + "$toll run syscall.null.raw \(Self.quick) -o $result && $toll export --format csv -o $result $result")
        #expect(ended.status == 0, "\(ended.errors)")
        #expect(Processes.text(scratch.file("outside")).contains("syscall.null.raw,"))
    }

    /// A worker needs no device.
    @Test func withoutDevices() {
        let ended = run(["-m"], "mount -t tmpfs none /dev && $toll run syscall.null.raw \(Self.quick) -o $result")
        #expect(ended.status == 0 && !ended.errors.contains("Error"), "\(ended.errors)")
        #expect(result().map(\.status) == [.measured])
    }

    /// A call without which no worker can do anything is named once, at once.
    @Test(arguments: ["prctl", "sendto"]) func withoutWhatEveryWorkerNeeds(_ call: String) {
        let ended = run(
            ["-m"], "exec \(Command.folder)/TestWorker refuse \(call) -- $toll run switch create -o $result")
        #expect(ended.status == 1 && ended.output == "")
        let complaints = ended.errors.split(separator: "\n").filter { $0.contains(call) }
        #expect(complaints.count == 1, "\(ended.errors)")
        #expect(complaints.first?.hasPrefix("Error: no worker can measure here: \(call) is refused") == true)
    }
}
