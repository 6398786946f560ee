internal import Basics
internal import Sampling

/// What a switch is to be read by. The figures of 2007 for user tasks hold the way into the kernel and out, so a user
/// task's cost figure answers them; a kernel thread has no such way, and what its cost figure adds to the switch is
/// the transport of the wake-up alone, so its net figure answers.
enum TaskKind: String, CaseIterable, Sendable {
    case kernelThread = "kernel thread"
    case thread
    case process

    static let kernelThreads: RowName = "switch.napi.kthread"

    /// The cheapest proved switch between two of the kind on one CPU.
    func row(in evidence: Evidence) throws(Absence) -> Row {
        switch self {
        case .kernelThread:
            let row = try evidence.row(Self.kernelThreads)
            guard (row.perOperation[.contextSwitches] ?? 0) > 0 else {
                throw Absence("\(row.name) could not be proved")
            }
            return row
        case .thread, .process: return try evidence.switches(between: rawValue)[0]
        }
    }

    /// The figure that answers the mail's.
    func answer(_ row: Row) throws(Absence) -> Cost { self == .kernelThread ? try row.requireNet() : row.cost }
}

/// A time of 2007 against a row's: at most that, or not.
func switchRule(_ kind: TaskKind, _ limit: Double) -> @Sendable (Evidence) throws(Absence) -> Judgement {
    { (evidence: Evidence) throws(Absence) -> Judgement in
        let row = try kind.row(in: evidence)
        var readings = [Reading("cost", row.cost, .atMost(limit), unit: "ns")]
        if let net = row.net { readings.append(Reading("net", net, .atMost(limit), unit: "ns")) }
        var why = "since the 2007 figure holds the way into the kernel and out"
        if kind == .kernelThread {
            _ = try row.requireNet()
            readings.reverse()
            why = "since what cost adds is the transport of the wake-up"
        }
        return Judgement(
            of: row.name.printable, readings[0], beside: Array(readings.dropFirst()), why: why,
            remarks: evidence.dramRemark(try kind.answer(row), readings[0].label, then: limit),
            figures: [evidence.figure(row)])
    }
}

/// A time of 2007 against that of a row without a baseline.
func timeRule(_ name: RowName, _ limit: Double) -> @Sendable (Evidence) throws(Absence) -> Judgement {
    { (evidence: Evidence) throws(Absence) -> Judgement in
        let row = try evidence.row(name)
        return Judgement(
            of: row.name.printable, Reading("", row.cost, .atMost(limit), unit: "ns"),
            remarks: evidence.dramRemark(row.cost, "", then: limit), figures: [evidence.figure(row)])
    }
}

extension Evidence {
    /// The figure in accesses to DRAM, now and then; nothing where they were not measured.
    func dramRemark(_ cost: Cost, _ label: String, then nanoseconds: Double) -> [String] {
        guard let accesses = amount(cost).dramAccesses else { return [] }
        let then = Format.decimal(nanoseconds / Then.nanosecondsPerDRAMAccess)
        return [
            "That is \(accesses.words("")) accesses to DRAM" + (label.isEmpty ? "" : " " + label) + ", \(then) in 2007"
        ]
    }
}
