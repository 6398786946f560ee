import Glibc
import Support
import Testing

@testable import Probes

/// Sandboxes that start a program: what proves them, and what is said where one does not start.
@Suite(.serialized, .inTurn)
struct SandboxTests {
    private let scratch = Scratch()
    private let worker = Command.folder + "/TestWorker"

    /// Sets a row up, runs it and takes it down, with a program of the test's own in the search path.
    private func contract(_ row: String, with name: String, _ script: String) -> Command {
        chmod(scratch.write("#!/bin/sh\n" + script + "\n", to: name), 0o755)
        let path = scratch.path + ":" + (getenv("PATH").map { String(cString: $0) } ?? "/usr/bin:/bin")
        return Command.run([worker, "contract", row], environment: ["PATH": path])
    }

    /// Drops a program's own words, up to `do`.
    private let skipping = "while [ \"$1\" != do ]; do shift; done; shift"

    /// A stand-in that gives a program another kernel version to see, through pipes, as gVisor does.
    @Test(arguments: ["null", "open", "hop"])
    func anotherKernelIsSeen(_ operation: String) {
        guard geteuid() == 0 else { return }
        let version = scratch.write("Linux version 4.4.0\n", to: "version")
        let ended = contract(
            "tax.runsc.systrap.\(operation)", with: "runsc",
            "\(skipping); exec unshare -m sh -c 'mount --bind \(version) /proc/version && exec \"$@\"' sh \"$@\"")
        #expect(ended.status == 0, "\(ended.output)\(ended.errors)")
    }

    @Test func whatOnlyStartsTheProgramIsCaught() {
        let ended = contract("tax.runsc.systrap.null", with: "runsc", "\(skipping); exec \"$@\"")
        #expect(ended.status == 1 && ended.output.contains("the layer is not there"), "\(ended.output)")
    }

    @Test(arguments: ["bubblewrap": "bwrap", "nspawn": "systemd-nspawn"])
    func whatStaysInTheSameNamespacesIsCaught(_ layer: String, _ program: String) {
        // The words behind the place at which the program is seen inside.
        let script =
            "for word; do shift; case $word in */toll) inside=$word ;; esac; "
            + "[ \"$1\" = taxed ] && [ \"$word\" = \"$inside\" ] && exec \(worker) \"$@\"; done"
        let ended = contract("tax.\(layer).null", with: program, script)
        #expect(ended.status == 1 && ended.output.contains("the layer is not there"), "\(ended.output)")
    }

    @Test func whatDoesNotStartIsSaid() {
        let ended = contract("tax.runsc.ptrace.null", with: "runsc", "echo 'unknown platform: ptrace' >&2; exit 1")
        let reason = "runsc starts no task: unknown platform: ptrace"
        #expect(ended.status == 77 && ended.output.contains(reason), "\(ended.output)")
    }

    @Test func whatDiesIsSaid() {
        let ended = contract(
            "tax.runsc.systrap.null", with: "runsc", "\(skipping); \"$@\" & child=$!; sleep 1; kill -9 $child")
        #expect(ended.status != 0, "\(ended.output)")
    }

    @Test(arguments: [[], ["null", "more"], ["nothing"]])
    func aServerOfNothingEndsAtOnce(_ words: [String]) {
        #expect(Command.run([worker, TaxServer.word] + words).status == 64)
    }

    @Test func aServerEndsWithItsInput() {
        let ended = Command.run(["sh", "-c", "exec \(worker) \(TaxServer.word) null < /dev/null"], seconds: 20)
        #expect(ended.status == 0 && !ended.isLate)
    }
}
