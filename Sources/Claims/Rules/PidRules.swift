internal import Basics
internal import Sampling

@Sendable func pidShareRule(_ evidence: Evidence) throws(Absence) -> Judgement {
    let rows = evidence.rows(of: "create.pid.level")
    let (process, thread) = (try evidence.row("create.fork"), try? evidence.row("create.clone.thread"))
    guard !rows.isEmpty else {
        do throws(Absence) { _ = try evidence.row("create.pid.level") } catch {
            let cheapest = [process, thread].compactMap(\.self).min {
                $0.cost.estimate.median < $1.cost.estimate.median
            }
            let bound = cheapest.map {
                "; all that is known is a bound: a PID costs less than \($0.name), \($0.cost.estimate.words("ns"))"
            }
            throw Absence(error.reason + (bound ?? ""))
        }
        throw Absence("create.pid.level has no figure")
    }
    let price = try PidPrice(rows)
    func reading(_ name: RowName, _ cost: Cost) -> Reading {
        Reading("of \(name)", price.share(of: cost), .atMost(1), unit: "%")
    }
    let others = [thread.map { reading($0.name, $0.cost) }, price.process.map { reading("the cheapest process", $0) }]
    var judgement = Judgement(
        of: "one PID", reading(process.name, process.cost), beside: others.compactMap(\.self),
        why: "since it is a whole process",
        remarks: [price.words.prefix(1).uppercased() + price.words.dropFirst()],
        figures: [
            HereFigure("one PID", cost: evidence.amount(Cost(estimate: price.estimate, launches: []))),
            evidence.figure(process),
        ] + (thread.map { [evidence.figure($0)] } ?? []))
    if !price.isAgreed {
        judgement.verdict = .cannotTell
        judgement.reason += " The two methods differ by more than a factor of 1.5, so neither is believed."
    }
    return judgement
}

/// How much dearer a task may become before the space of PIDs does not scale.
private let flat = Limit.atMost(1.1)

@Sendable func pidScaleRule(_ evidence: Evidence) throws(Absence) -> Judgement {
    var (readings, absences, figures): ([Reading], [String], [HereFigure]) = ([], [], [])
    func read(_ label: String, _ ratio: Cost?) -> Verdict? {
        guard let ratio else { return nil }
        readings.append(Reading(label, ratio, flat))
        figures.append(HereFigure(label, ratio: ratio.estimate))
        return flat.verdict(on: ratio.estimate)
    }
    // Of a probe that has points, those are wanted that gave nothing; otherwise the probe itself.
    func missing(_ name: RowName) {
        let points = evidence.points(of: name)
        for name in points.isEmpty ? [name] : points {
            do throws(Absence) { _ = try evidence.row(name) } catch { absences.append(error.reason) }
        }
    }
    var alone: [Verdict] = []
    let crowds = evidence.rows(of: "create.pid.live").sorted {
        $0.facts[.liveTasks] ?? 0 < $1.facts[.liveTasks] ?? 0
    }
    let none = crowds.first { $0.facts[.liveTasks] == 0 } ?? (try? evidence.row("create.clone.vm"))
    if let most = crowds.last, let none, most.name != none.name {
        let label = "among \(Format.decimal(most.facts[.liveTasks] ?? 0)) live tasks"
        alone += [read(label, most.cost / none.cost)].compactMap(\.self)
    } else {
        missing("create.pid.live")
        if none == nil, !crowds.isEmpty { missing("create.clone.vm") }
    }
    for (name, label): (RowName, String) in [
        ("create.pid.full", "in a space all but full"), ("create.pid.wrap", "after the wrap"),
    ] {
        guard let row = evidence.rows(of: name).first else {
            missing(name)
            continue
        }
        alone += [row.baseline.flatMap { read(label, row.cost / $0) }].compactMap(\.self)
    }
    var together: [Verdict] = []
    var blame: [String] = []
    for name: RowName in ["create.parallel.processes", "create.parallel.threads"] {
        guard let row = evidence.crowdedest(name), let baseline = row.baseline else {
            missing(name)
            continue
        }
        let creators = Format.decimal(row.facts[.creators] ?? 0)
        guard var verdict = read("with \(creators) creators (\(name))", row.cost / baseline) else { continue }
        if verdict == .doesNotHold, let excuse = excuse(of: row) {
            verdict = .cannotTell
            blame.append("For \(name) \(excuse)")
        }
        together.append(verdict)
    }
    guard !readings.isEmpty else { throw Absence(absences.joined(separator: "; ")) }
    let (one, many) = (Verdict.all(alone), Verdict.all(together))
    var sentences = [
        "What a task costs over what it costs otherwise: " + readings.map(\.words).joined(separator: "; "),
        "On one CPU the claim '\(one.rawValue)', with a creator on every CPU '\(many.rawValue)'",
    ]
    sentences += blame
    if !absences.isEmpty { sentences.append("Missing: " + absences.joined(separator: "; ")) }
    return Judgement(
        Verdict.all([one, many]), sentences.map { $0 + "." }.joined(separator: " "), figures)
}

/// Why it is not the PIDs' fault that tasks get dearer when several are made at once, or nil where it is: their lock is
/// waited for, and for no others so often.
private func excuse(of row: Row) -> String? {
    let waits = row.facts.filter { $0.key.lockFunction != nil }
    guard !waits.isEmpty else { return "no lock could be named" }
    let all = waits.values.reduce(0, +)
    let own = waits.filter { pidFunctions.contains($0.key.lockFunction ?? "") }.values.reduce(0, +)
    if own < 0.05 { return "the PIDs' lock is waited for less than once in 20 tasks" }
    guard own < all / 2 else { return nil }
    return
        "the PIDs' lock is waited for \(Format.decimal(own)) times a task, "
        + "less than half of \(Format.decimal(all)) waits for any lock"
}

/// Where the kernel takes the lock of its map of PIDs, and no other that tasks share.
private let pidFunctions: Set<String> = ["alloc_pid", "free_pid", "free_pids"]

@Sendable func pidOrderRule(_ evidence: Evidence) throws(Absence) -> Judgement {
    let known = evidence.rows(of: "create.pid.wrap").first
    let row = if let known { known } else { try evidence.row("create.pid.wrap") }
    guard let steps = row.facts[.steps], let next = row.facts[.stepsToNext], let down = row.facts[.stepsDown],
        let most = row.facts[.pidMax]
    else { throw Absence("\(row.name) does not say which numbers its tasks got") }
    let told =
        "\(row.name): of \(Int(clamping: steps)) steps from one new task's number to the following, "
        + "\(Int(clamping: next)) were to the very next and \(Int(clamping: down)) down, in a space of "
        + "\(Int(clamping: most))"
    let isTight = next + down == steps
    guard let from = row.facts[.wrapFrom], let to = row.facts[.wrapTo] else {
        return Judgement(
            isTight ? .cannotTell : .doesNotHold, told + ". It did not wrap.", [evidence.figure(row)])
    }
    let holds = isTight && from >= most - 1
    return Judgement(
        holds ? .holds : .doesNotHold,
        told + ". It wrapped from \(Int(clamping: from)) to \(Int(clamping: to))"
            + (holds ? ", the end of the space." : "."), [evidence.figure(row)])
}

extension Int {
    /// A number from a file, which may be anything.
    fileprivate init(clamping value: Double) {
        self = value.isFinite && abs(value) < 1e15 ? Int(value) : value < 0 ? .min : .max
    }
}
