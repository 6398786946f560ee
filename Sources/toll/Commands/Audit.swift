import ArgumentParser
import Results
import Sampling
import SystemPackage
import Workers

struct AuditCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "audit",
        abstract: "Runs a command and counts what its tasks do, with the kernel's own counters.",
        discussion: """
            toll audit --claims '200000 switches' -- perf bench sched pipe -l 100000

            A claim is a number and a quantity: switches, voluntary switches, involuntary switches, migrations, page \
            faults, system calls, tasks, or a system call by its name, as in '400000 read calls'. Exit status: 1 when \
            a claim is off by more than 1 %, 2 when one cannot be decided here; otherwise the command's own.
            """)

    @Option(name: .customLong("claims"), help: "A claim to check, such as '200000 switches'; repeatable.")
    var claims: [String] = []

    @Flag(help: "Also count system calls by name, in a second run under a tracer, which is slower.")
    var calls = false

    @Option(name: .shortAndLong, help: "Write the counts to this file. Default: print them after the command's output.")
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
