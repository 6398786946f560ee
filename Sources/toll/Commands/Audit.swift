import ArgumentParser
import Results
import Sampling
import SystemPackage
import Workers

struct AuditCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "audit",
        abstract: "Runs any command and has the kernel count what its tasks do, with what proves toll's own rows.",
        discussion: """
            toll audit --claims '200000 switches' -- perf bench sched pipe -l 100000

            A claim is a number and what of: switches, voluntary switches, involuntary switches, migrations, page \
            faults, system calls, tasks, or a system call by its name, as in '400000 read calls'. Exit status: 1 when \
            a claim is off by more than one in a hundred, 2 when one cannot be decided here; else that of the command.
            """)

    @Option(name: .customLong("claims"), help: "What the command is said to do, such as '200000 switches'; repeatable.")
    var claims: [String] = []

    @Flag(help: "Also count system calls by name, in a second run of the command under a tracer, which slows it.")
    var calls = false

    @Option(name: .shortAndLong, help: "Write what was counted into this file, and not after the command's output.")
    var output: String?

    @Flag(help: "Print JSON for scripts.")
    var json = false

    @OptionGroup var screen: Screen

    @Argument(parsing: .postTerminator, help: "The command and its arguments, after '--'.")
    var command: [String] = []

    private struct Report: Encodable {
        var command: [String]
        var counted: [String: Int]
        var absent: [String: String]
        var calls: [CommandAudit.CallCount]
        var claims: [Verdict]
        var nanoseconds: Int64
        var userSeconds: Double
        var systemSeconds: Double
        var foreignShare: Double?
        var status: Int32
    }

    private struct Verdict: Encodable {
        var claim: String
        var claimed: Double
        var counted: Int?
        var verdict: String
        var holds: Bool?
    }

    func run() throws {
        guard !command.isEmpty else { throw Complaint("there is no command: toll audit -- COMMAND…") }
        let claims = try claims.map { try AuditClaim($0) }
        let audit: CommandAudit
        do {
            audit = try CommandAudit(of: command, withCalls: calls || claims.contains(where: \.wantsCalls))
        } catch {
            throw Complaint(error.description)
        }
        let table = AuditTable(audit: audit, claims: claims)
        let lines = try json ? [toll.json(report(audit, claims))] : table.lines(on: screen.output)
        if let output {
            try AtomicFile.write(Array((lines.joined(separator: "\n") + "\n").utf8), to: FilePath(output))
        } else {
            screen.show(lines)
        }
        let counts = claims.map { ($0, $0.counted(in: audit).count) }
        if counts.contains(where: { claim, count in count.map { !claim.isRight($0) } ?? false }) { throw ExitCode(1) }
        if counts.contains(where: { $0.1 == nil }) { throw ExitCode(2) }
        if audit.status != 0 { throw ExitCode(audit.status) }
    }

    private func report(_ audit: CommandAudit, _ claims: [AuditClaim]) -> Report {
        func names<Value>(_ values: [Quantity: Value]) -> [String: Value] {
            Dictionary(uniqueKeysWithValues: values.map { ($0.key.rawValue, $0.value) })
        }
        return Report(
            command: command, counted: names(audit.tally.counted), absent: names(audit.tally.absent),
            calls: audit.calls,
            claims: claims.map { claim in
                let (count, reason) = claim.counted(in: audit)
                return Verdict(
                    claim: claim.text, claimed: claim.number, counted: count,
                    verdict: count.map(claim.verdict) ?? "cannot tell: \(reason)", holds: count.map(claim.isRight))
            },
            nanoseconds: audit.nanoseconds, userSeconds: audit.user, systemSeconds: audit.system,
            foreignShare: audit.foreignShare, status: audit.status)
    }
}
