import ArgumentParser
import Counters
import Glibc
import Machine

struct MachineCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "machine", abstract: "Prints this machine's fingerprint, as results record it.")

    @Flag(help: "Print JSON for scripts.")
    var json = false

    @OptionGroup var screen: Screen

    func run() throws {
        let fingerprint = Fingerprint.ofThisMachine(Survey(SystemRoot()))
        if json { return print(try toll.json(fingerprint)) }
        for (index, section) in fingerprint.sections.enumerated() {
            var table = Table([.init(""), .init("", .left, .wraps)])
            table.hasTitles = false
            for row in section.rows { table.add([Table.Cell("  " + row.label), Table.Cell(row.value)]) }
            screen.show(
                (index > 0 ? [""] : []) + [screen.output.show(section.title, .bold)] + table.lines(on: screen.output))
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

    @OptionGroup var screen: Screen

    func run() throws {
        let survey = Survey(SystemRoot())
        if gate { return try DoctorGate.run(survey, asJSON: json) }
        let findings = Doctor.findings(
            Situation(
                survey: survey, facts: Fingerprint.ofThisMachine(survey), counters: .now,
                searchPath: getenv("PATH").map { String(cString: $0) } ?? ""))
        if json { return print(try toll.json(["findings": findings])) }
        var table = Table([.init(""), .init(""), .init("", .left, .wraps)])
        table.hasTitles = false
        for finding in findings {
            let state = Table.Cell(finding.state.rawValue, look(finding.state))
            table.add([Table.Cell(finding.topic), state, Table.Cell(finding.what)])
            // A command is easier to copy in one piece.
            if let advice = finding.advice { table.add(["", Table.Cell("→ " + advice, .dim)]) }
        }
        screen.show(table.lines(on: screen.output))
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
