import Basics
import Sampling
import Workers

/// What somebody says that a command does: a number and a quantity, as in `200000 switches`.
struct AuditClaim {
    /// What is counted.
    enum Subject: Equatable {
        case quantity(Quantity)
        case involuntarySwitches
        case call(String)
    }

    let number: Double
    let subject: Subject
    /// As it was written.
    let text: String

    /// - Throws: a `Complaint` where it cannot be understood.
    init(_ text: String) throws {
        self.text = text.trimmed
        let words = self.text.split(separator: " ")
        let plain = words.first?.filter { $0 != "," && $0 != "_" } ?? ""
        let scales: [Character: Double] = ["k": 1e3, "M": 1e6, "G": 1e9]
        let scale = plain.last.flatMap { scales[$0] }
        guard words.count > 1, let value = Double(scale == nil ? plain : String(plain.dropLast())), value >= 0,
            value.isFinite
        else { throw Complaint("'\(text)' is no claim: give a number and a quantity, such as '200000 switches'") }
        number = value * (scale ?? 1)
        subject = AuditClaim.subject(words.dropFirst().joined(separator: " "))
    }

    private static func subject(_ words: String) -> Subject {
        switch words {
        case "switches", "context switches", "context-switches", "switch": .quantity(.contextSwitches)
        case "voluntary switches": .quantity(.voluntarySwitches)
        case "involuntary switches": .involuntarySwitches
        case "migrations", "cpu-migrations": .quantity(.migrations)
        case "faults", "page faults", "page-faults": .quantity(.pageFaults)
        case "calls", "system calls", "syscalls": .quantity(.syscalls)
        case "tasks", "tasks made", "forks": .quantity(.tasksCreated)
        default: .call(words.hasSuffix(" calls") ? String(words.dropLast(6)) : words)
        }
    }

    /// Whether the calls have to be counted one by one.
    var wantsCalls: Bool { if case .call = subject { true } else { false } }

    /// What was counted of it, or why nothing was.
    func counted(in audit: CommandAudit) -> (count: Int?, reason: String) {
        switch subject {
        case .quantity(let quantity):
            (audit.tally.counted[quantity], audit.tally.absent[quantity] ?? "not counted")
        case .involuntarySwitches: (audit.involuntarySwitches, "the kernel does not count a task's switches")
        case .call(let name): (audit.calls.first { $0.name == name }?.count ?? 0, "")
        }
    }

    /// Whether so many are as many as are claimed, within the gate's tolerance.
    func isRight(_ count: Int) -> Bool {
        abs(Double(count) - number) <= Gate.tolerance * number
    }

    /// How far off the claim is, in words.
    func verdict(_ count: Int) -> String {
        if isRight(count) { return "holds" }
        if count == 0 || number == 0 { return count == 0 ? "there was none" : "there were some" }
        let factor = max(number / Double(count), Double(count) / number)
        return "off by \(Format.times(factor)): too \(Double(count) < number ? "many" : "few") are claimed"
    }
}

extension CommandAudit {
    /// Switches that were not of a task's own will.
    var involuntarySwitches: Int? {
        guard let all = tally.counted[.contextSwitches], let voluntary = tally.counted[.voluntarySwitches] else {
            return nil
        }
        return max(0, all - voluntary)
    }
}
