internal import Basics
internal import Sampling

/// The price of one PID as a share of what it belongs to. The mail answers about threads, so the thread decides.
let pidShareRule = Rule(
    ["create.clone.thread"] + [1, 8, 16, 31].map { "create.pid.level@levels=\($0)" },
    beside: ["create.fork", Evidence.yardstick]
) { evidence throws(Absence) in
    let rows = evidence.rows(of: "create.pid.level")
    let (thread, process) = (try evidence.row("create.clone.thread"), try? evidence.row("create.fork"))
    guard !rows.isEmpty else {
        let known = evidence.points(of: "create.pid.level").first ?? "create.pid.level@levels=31"
        do throws(Absence) { _ = try evidence.row(known) } catch {
            throw Absence(
                error.reason + "; all that is known is a bound: a PID costs less than \(thread.name), "
                    + thread.cost.estimate.words("ns"), lack: error.lack, missing: error.missing)
        }
        throw Absence("create.pid.level has no figure")
    }
    let price = try PidPrice(rows)
    func reading(_ name: String, _ cost: Cost) -> Reading {
        Reading("share of \(name)", price.share(of: cost), as: Headline.share, .atMost(profiled))
    }
    let others = [
        process.map { reading($0.name.printable, $0.cost) }, price.process.map { reading("the cheapest process", $0) },
    ]
    var remarks = [price.words.prefix(1).uppercased() + price.words.dropFirst()]
    remarks.append("One PID with what is paid once is \(price.first.words("ns"))")
    if let share = thread.facts[.pidProfileShare] {
        remarks.append(
            "A profile of \(thread.name) by call chains has \(Format.digits(share * 100)) % in PID management")
    }
    var judgement = Judgement(
        of: "one PID", reading(thread.name.printable, thread.cost), beside: others.compactMap(\.self),
        why: "since the mail is about threads", remarks: remarks,
        figures: [
            HereFigure("one PID", cost: evidence.amount(Cost(estimate: price.first, launches: []))),
            evidence.figure(thread),
        ] + (process.map { [evidence.figure($0)] } ?? []))
    if !price.isAgreed {
        judgement.verdict = Verdict(.cannotTell, factor: judgement.verdict.factor, needs: .precision)
        judgement.reason += " The two methods differ by more than a factor of 1.5, so neither is believed."
    }
    return judgement
}

/// From this share on, what a task does shows in a profile.
private let profiled = 0.01

/// How much dearer a task may become before the space of PIDs does not scale.
private let flat = Bound.atMost(1.1)

/// Creators that it takes to show what a lock does to them.
let enoughCreators = 8

/// The rows of tasks that are made on several CPUs at once.
let parallelRows: [RowName] = ["create.parallel.processes", "create.parallel.threads"]

/// The same on as many CPUs as it takes.
let manyCreators = parallelRows.map { RowName($0.base, [ParameterValue(RowFact.creators.name, enoughCreators)]) }

let pidScaleRule = Rule(
    ["create.clone.vm", "create.pid.live@live=30000", "create.pid.full", "create.pid.wrap"] + manyCreators,
    beside: parallelRows
) { evidence throws(Absence) in
    var (alone, together, absences, figures): ([Reading], [Reading], [Absence], [HereFigure]) = ([], [], [], [])
    var remarks: [String] = []
    func read(_ label: String, _ ratio: Cost?) -> [Reading] {
        guard let ratio else { return [] }
        figures.append(HereFigure(label, ratio: ratio.estimate))
        return [Reading(label, ratio, flat)]
    }
    // Of a probe that has points, those are wanted that gave nothing; otherwise the probe itself.
    func missing(_ name: RowName) {
        let points = evidence.points(of: name)
        for name in points.isEmpty ? [name] : points {
            do throws(Absence) { _ = try evidence.row(name) } catch { absences.append(error) }
        }
    }
    let crowds = evidence.rows(of: "create.pid.live").sorted {
        $0.facts[.liveTasks] ?? 0 < $1.facts[.liveTasks] ?? 0
    }
    let none = crowds.first { $0.facts[.liveTasks] == 0 } ?? (try? evidence.row("create.clone.vm"))
    if let most = crowds.last, let none, most.name != none.name {
        alone += read("among \(Format.decimal(most.facts[.liveTasks] ?? 0)) live tasks", most.cost / none.cost)
    } else {
        missing("create.pid.live@live=30000")
        if none == nil, !crowds.isEmpty { missing("create.clone.vm") }
    }
    for (name, label): (RowName, String) in [
        ("create.pid.full", "in a space all but full"), ("create.pid.wrap", "after the wrap"),
    ] {
        if let row = evidence.rows(of: name).first {
            alone += row.baseline.map { read(label, row.cost / $0) } ?? []
        } else {
            missing(name)
        }
    }
    for (name, many) in zip(parallelRows, manyCreators) {
        guard let row = evidence.crowdedest(name), let baseline = row.baseline else {
            missing(many)
            continue
        }
        let creators = row.facts[.creators] ?? 0
        let readings = read("with \(Format.decimal(creators)) creators (\(name))", row.cost / baseline)
        if creators < Double(enoughCreators) {
            remarks.append(
                "With \(Format.decimal(creators)) creators \(readings.map(\.words).joined()) decides nothing")
            absences.append(evidence.fewCreators(row))
        } else if readings.contains(where: { $0.verdict.word != .holds }), let excuse = excuse(of: row) {
            remarks.append("For \(name) \(excuse)")
            absences.append(Absence("\(row.name) waits for something else"))
        } else {
            together += readings
        }
    }
    let all = alone + together
    guard let reading = Reading.deciding(all) else { throw Absence(joining: absences) }
    if let one = Reading.deciding(alone) { remarks.append("On one CPU the claim: \(one.verdict.text)") }
    if let many = Reading.deciding(together) { remarks.append("With a creator on every CPU: \(many.verdict.text)") }
    var judgement = Judgement(
        of: "what a task costs over what it costs otherwise", reading,
        beside: all.filter { $0.label != reading.label },
        remarks: remarks + (absences.isEmpty ? [] : ["Missing: " + Absence(joining: absences).reason]), figures: figures
    )
    if !absences.isEmpty, reading.verdict.word != .doesNotHold {
        // More CPUs come first: a run cannot give them.
        let lack = (absences.first { $0.lack == .cpus(enoughCreators) } ?? Absence(joining: absences)).lack
        judgement.verdict = Verdict(.cannotTell, factor: reading.verdict.factor, needs: lack)
    }
    return judgement
}

extension Evidence {
    /// The valid row of a probe of parallel creators that has the most of them.
    func crowdedest(_ probe: RowName) -> Row? {
        rows(of: probe).max { $0.facts[.creators] ?? 0 < $1.facts[.creators] ?? 0 }
    }

    /// Why a row of few creators decides nothing: the machine has no more CPUs, or more were not used.
    func fewCreators(_ row: Row) -> Absence {
        let wanted = RowName(row.name.base, [ParameterValue(RowFact.creators.name, enoughCreators)])
        if let cpus, cpus >= Double(enoughCreators), lacks(wanted), canMeasure(wanted) {
            return Absence("\(wanted) is not in this result", lack: .rows([wanted]))
        }
        return Absence("\(enoughCreators) creators are needed to show what a lock does", lack: .cpus(enoughCreators))
    }
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
        "the PIDs' lock is waited for \(Format.decimal(own)) times a task, less than half of \(Format.decimal(all)) "
        + "waits for any lock"
}

/// Where the kernel takes the lock of its map of PIDs, and no other that tasks share.
private let pidFunctions: Set<String> = ["alloc_pid", "free_pid", "free_pids"]

let pidOrderRule = Rule(["create.pid.wrap"]) { evidence throws(Absence) in
    let known = evidence.rows(of: "create.pid.wrap").first
    let row = if let known { known } else { try evidence.row("create.pid.wrap") }
    guard let steps = row.facts[.steps], let next = row.facts[.stepsToNext], let down = row.facts[.stepsDown],
        let most = row.facts[.pidMax]
    else { throw Absence("\(row.name) does not say which numbers its tasks got") }
    let listed =
        "\(row.name): of \(Int(clamping: steps)) steps from one new task's number to the following, "
        + "\(Int(clamping: next)) were to the very next and \(Int(clamping: down)) down, in a space of "
        + "\(Int(clamping: most))"
    let isTight = next + down == steps
    // Of the steps that are not down.
    let share = Headline.share(Estimate(exact: steps > down ? next / (steps - down) : 0))
    guard let from = row.facts[.wrapFrom], let to = row.facts[.wrapTo] else {
        return Judgement(
            isTight ? Verdict(.cannotTell, needs: .row) : Verdict(.doesNotHold), headline: share,
            listed + ". It did not wrap.",
            [evidence.figure(row)])
    }
    let holds = isTight && from >= most - 1
    return Judgement(
        Verdict(holds ? .holds : .doesNotHold), headline: share,
        listed + ". It wrapped from \(Int(clamping: from)) to \(Int(clamping: to))"
            + (holds ? ", the end of the space." : "."), [evidence.figure(row)])
}

extension Int {
    /// A number from a file, which may be anything.
    fileprivate init(clamping value: Double) {
        self = value.isFinite && abs(value) < 1e15 ? Int(value) : value < 0 ? .min : .max
    }
}
