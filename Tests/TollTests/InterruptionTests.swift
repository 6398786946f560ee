import Glibc
import Results
import Sampling
import Support
import SystemPackage
import Testing

/// However a run ends, no process stays, and what was measured can be read.
@Suite(.inTurn) struct InterruptionTests {
    private let scratch = Scratch()

    private func run(
        _ toll: String, _ words: [String] = [], cue: String = "launch 1", meanwhile: (pid_t) -> Void
    ) -> Command {
        Command.run(
            [toll, "run", "syscall.null.raw", "switch.pipe.process", "switch.futex.thread", "create.fork"]
                + ["--budget", "60s", "--launches", "2", "-o", scratch.file("result.json")] + words,
            environment: ["XDG_DATA_HOME": scratch.path], cue: cue
        ) { process in
            // Long enough for a few rounds and a save.
            usleep(1_500_000)
            meanwhile(process)
        }
    }

    private func result() throws -> ResultFile { try Store(folder: FilePath(scratch.path)).load("result.json") }

    @Test(arguments: [(SIGINT, 130), (SIGTERM, 143), (SIGHUP, 129)] as [(Int32, Int32)])
    func aSignalEndsTheRunAndKeepsWhatThereIs(_ signal: Int32, _ status: Int32) throws {
        let toll = scratch.program("toll")
        // Ctrl-C goes to the whole group.
        let ended = run(toll) { kill(-$0, signal) }
        #expect(ended.status == status, "\(ended.errors)")
        #expect(!ended.isLate)
        #expect(Processes.left(of: toll) == [])
        let result = try result()
        #expect(result.run.wasInterrupted && result.run.wasFinished == false)
        #expect(result.figures.count == 4 && result.figures.allSatisfy { $0.cost != nil })
        #expect(ended.output.contains("switch.pipe.process"))
        #expect(Processes.names(in: scratch.path).filter { $0.hasSuffix(".part") } == [])
    }

    /// Whose CPU time runs out keeps what there is: the limit itself would kill without a word.
    @Test(.enabled(if: Command.has("prlimit"), "wants prlimit")) func aLimitOfCPUTimeKeepsWhatThereIs() throws {
        let toll = scratch.program("toll")
        let ended = Command.run(
            [
                "prlimit", "--cpu=1", toll, "run", "syscall.null.raw", "--budget", "60s", "-o",
                scratch.file("result.json"),
            ],
            environment: ["XDG_DATA_HOME": scratch.path])
        #expect(ended.signal == nil && !ended.isLate && ended.status != 0, "\(ended.errors)")
        #expect(ended.errors.contains("(RLIMIT_CPU)"), "\(ended.errors)")
        #expect(Processes.left(of: toll) == [])
        let result = try result()
        #expect(result.records.count == 1 && result.run.shortfall != nil)
        #expect(result.records[0].batches > 0 && ended.output.contains("syscall.null.raw"), "\(ended.output)")
    }

    @Test func aSignalDuringTheProofsLeavesReasons() throws {
        let toll = scratch.program("toll")
        let ended = Command.run(
            [toll, "run", "--budget", "60s", "-o", scratch.file("result.json")], cue: "having the kernel count"
        ) { kill(-$0, SIGINT) }
        #expect(ended.status == 130, "\(ended.errors)")
        #expect(Processes.left(of: toll) == [])
        let figures = try result().figures
        #expect(figures.allSatisfy { $0.status == .skipped })
        #expect(figures.contains { $0.reason == "the run was ended before it was measured" })
    }

    @Test func killedItLeavesNoProcessAndAReadableFile() throws {
        let toll = scratch.program("toll")
        let ended = run(toll) { kill($0, SIGKILL) }
        #expect(ended.signal == SIGKILL)
        #expect(Processes.left(of: toll) == [])
        let result = try result()
        #expect(!result.records.isEmpty && result.run.wasFinished == false && !result.run.wasInterrupted)
        let shown = Command.run([Command.toll, "show", scratch.file("result.json")])
        #expect(shown.output.contains("the run did not finish"))
    }

    /// The file that took the result's name is gone when nothing could be written to it: it would be the newest result.
    @Test func aFileThatMayNotGrowIsAnError() {
        let ended = Command.run(
            ["sh", "-c", "ulimit -f 0; exec \(Command.toll) run syscall.null.raw --budget 1s"],
            environment: ["XDG_DATA_HOME": scratch.path])
        #expect(ended.status == 1 && ended.errors.contains("cannot be written: File too large"), "\(ended.errors)")
        #expect(Processes.names(in: scratch.file("toll/results")) == [])
    }

    /// A disk that is full when the result is to be saved: the run says so at once, or, later, shows its table all the
    /// same.
    @Test(.enabled(if: geteuid() == 0 && Command.has("unshare"), "wants root, to mount a small file system"))
    func aFullDiskCostsTheFileAndNotTheTable() {
        let toll = scratch.program("toll")
        let folder = scratch.file("small")
        func run(_ size: String) -> Command {
            Command.run([
                "unshare", "-m", "sh", "-c",
                "mkdir -p \(folder) && mount -t tmpfs -o size=\(size) none \(folder) && "
                    + "head -c 4096 /dev/zero > \(folder)/other && "
                    + "exec \(toll) run syscall.null.raw --budget 2s --launches 2 -o \(folder)/result.json",
            ])
        }
        let atOnce = run("4k")
        #expect(atOnce.status == 1)
        #expect(atOnce.output == "")
        #expect(atOnce.errors.contains("cannot be written: No space left on device"))
        let unnamed = Command.run([
            "unshare", "-m", "sh", "-c",
            "mkdir -p \(folder) && mount -t tmpfs -o size=4k none \(folder) && "
                + "head -c 4096 /dev/zero > \(folder)/other; "
                + "XDG_DATA_HOME=\(folder) \(toll) run syscall.null.raw --budget 2s; ls -A \(folder)/toll/results",
        ])
        #expect(unnamed.errors.contains("cannot be written: No space left on device"), "\(unnamed.errors)")
        #expect(unnamed.status == 0 && unnamed.output == "", "\(unnamed.output)")
        let later = run("16k")
        #expect(later.status == 1)
        #expect(later.output.contains("syscall.null.raw"))
        #expect(later.errors.contains("cannot be written: No space left on device"))
    }
}
