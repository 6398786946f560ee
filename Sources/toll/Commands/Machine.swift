import ArgumentParser
import Charts
import Counters
import Glibc
import Machine
import Probes

struct MachineCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "machine", abstract: "Prints this machine's fingerprint, as results record it.")

    @Flag(help: "Print JSON for scripts.")
    var json = false

    func run() throws {
        let fingerprint = Fingerprint.ofThisMachine(Survey(SystemRoot()))
        if json { return print(try toll.json(fingerprint)) }
        for (index, section) in fingerprint.sections.enumerated() {
            if index > 0 { print() }
            print(Terminal.output.show(section.title, .bold))
            let width = section.rows.map(\.label.count).max() ?? 0
            for row in section.rows {
                print("  \(row.label)\(String(repeating: " ", count: width - row.label.count))  \(row.value)")
            }
        }
    }
}

struct DoctorCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "doctor",
        abstract: "Says what this machine can and cannot measure, what makes it noisy, and what to do.",
        discussion: "It changes nothing.")

    @Flag(help: "Watch the CPU for two seconds; exit status 3, with reasons, where it is too noisy to judge a change.")
    var gate = false

    @Flag(help: "Print JSON for scripts.")
    var json = false

    func run() throws {
        let survey = Survey(SystemRoot())
        if gate { return try DoctorGate.run(survey, asJSON: json) }
        let findings = Doctor.findings(
            Situation(
                survey: survey, facts: Fingerprint.ofThisMachine(survey), counters: .now,
                searchPath: getenv("PATH").map { String(cString: $0) } ?? "", noCharts: Gnuplot().lack?.description,
                noRing: Need.noRing))
        if json { return print(try toll.json(["findings": findings])) }
        let terminal = Terminal.output
        let width = findings.map(\.topic.count).max() ?? 0
        for finding in findings {
            let gap = String(repeating: " ", count: width - finding.topic.count)
            let state = finding.state.rawValue + String(repeating: " ", count: 7 - finding.state.rawValue.count)
            let body = wrapped(finding.what, width: max(40, terminal.width - width - 12))
            for (index, line) in body.enumerated() {
                let head = index == 0 ? "\(finding.topic)\(gap)  \(terminal.show(state, look(finding.state)))" : ""
                let indent = index == 0 ? "  " : String(repeating: " ", count: width + 11)
                print(head + indent + line)
            }
            for line in wrapped(finding.advice.map { "→ " + $0 } ?? "", width: max(40, terminal.width - width - 12)) {
                print(String(repeating: " ", count: width + 11) + terminal.show(line, .dim))
            }
        }
    }

    private func look(_ state: Finding.State) -> Terminal.Look {
        switch state {
        case .good: .green
        case .noisy: .yellow
        case .limits: .red
        case .unknown: .dim
        }
    }
}

extension Fingerprint {
    /// The machine, and the toll that looks at it.
    static func ofThisMachine(_ survey: Survey) -> Fingerprint {
        var fingerprint = Fingerprint.read(survey)
        fingerprint["toll.version"] = .text(Toll.version)
        return fingerprint
    }
}

extension CounterAttempt {
    /// What the kernel says to a counter of each kind.
    static var now: CounterAttempt {
        var readByCall: String?
        if case .systemCall(let reason) = (try? UserReader(.userCycles))?.path { readByCall = reason }
        return CounterAttempt(
            hardware: CounterGroup.trial(.userCycles), software: CounterGroup.trial(.contextSwitches),
            readByCall: readByCall)
    }
}
