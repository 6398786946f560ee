import Glibc
import Support
import Testing

/// `toll audit`, which counts what any command does.
@Suite struct AuditTests {
    private func audit(_ words: [String], of command: [String]) -> Command {
        Command.run([Command.toll, "audit"] + words + ["--"] + command)
    }

    @Test func callsAndTasksAreCounted() {
        let script = "/bin/true; /bin/true; /bin/true; exec dd if=/dev/zero of=/dev/null bs=1 count=4000 2>/dev/null"
        let ended = audit(
            ["--claims", "4,000 read calls", "--claims", "4k write", "--claims", "3 tasks"], of: ["sh", "-c", script])
        #expect(ended.status == 0, "\(ended.output)\(ended.errors)")
        #expect(ended.output.split(separator: "\n").filter { $0.hasSuffix("holds") }.count == 3, "\(ended.output)")
    }

    @Test func aClaimThatIsOffSaysByWhichFactor() {
        let ended = audit(["--claims", "5000000 switches"], of: ["true"])
        #expect(ended.status == 1)
        #expect(ended.output.contains("off by ") || ended.output.contains("there was none"), "\(ended.output)")
        let few = audit(["--claims", "40 read"], of: ["dd", "if=/dev/zero", "of=/dev/null", "bs=1", "count=4000"])
        #expect(few.status == 1)
        #expect(few.output.contains(": too few are claimed"), "\(few.output)")
    }

    @Test func theCommandsOwnEndIsPassedOn() {
        #expect(audit([], of: ["sh", "-c", "echo here; exit 3"]).status == 3)
        let ended = audit([], of: ["sh", "-c", "kill -9 $$"])
        #expect(ended.status == 137 && ended.output.contains("the command ended with status 137"))
    }

    /// What is counted, or why it is not, is said of everything; sums are sums.
    @Test func theReportIsWhole() throws {
        let ended = audit(["--json"], of: ["sh", "-c", "sleep 0.01"])
        #expect(ended.status == 0)
        for name in [
            "context-switches", "voluntary-switches", "cpu-migrations", "page-faults", "syscalls", "tasks-created",
        ] { #expect(ended.output.contains("\"\(name)\" : "), "\(ended.output)") }
    }

    @Test(arguments: [
        (["--claims", "many switches"], ["true"], "is no claim"), (["--claims", "switches"], ["true"], "is no claim"),
        ([], ["/nonexistent/program"], "cannot be started: No such file or directory"), ([], [], "there is no command"),
    ])
    func whatIsWrongIsSaidInOneLine(_ words: [String], _ command: [String], _ reason: String) {
        let ended = audit(words, of: command)
        #expect(ended.status == 1 && ended.output.isEmpty)
        #expect(ended.errors.contains(reason) && ended.errors.split(separator: "\n").count == 1, "\(ended.errors)")
    }

    /// Without root the kernel's books and the tracer serve.
    @Test(.enabled(if: getuid() == 0 && Command.has("setpriv"), "wants root and setpriv"))
    func nobodyCountsToo() {
        let scratch = Scratch()
        let program = scratch.program("toll")
        let ended = Command.run(
            ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", program, "audit", "--claims", "500 read"]
                + ["--", "dd", "if=/dev/zero", "of=/dev/null", "bs=1", "count=500"])
        #expect(ended.status == 0, "\(ended.output)\(ended.errors)")
        #expect(ended.output.contains("context switches") && ended.output.contains("500 read"))
    }
}
