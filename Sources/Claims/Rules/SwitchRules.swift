internal import Basics
internal import Results
internal import Sampling

/// Two kernel threads that sleep and wake each other.
let kernelThreads: RowName = "switch.napi.kthread"

/// A wake-up by itself, without a switch.
private let wakeUp: RowName = "switch.wake.thread"

/// The cheapest proved switch between two user tasks of a kind on one CPU, by whatever mechanism, against a figure of
/// 2007. That figure holds the way into the kernel and out, so the cost answers it.
func switchRule(_ kind: String, _ then: FigureOf2007) -> Rule {
    Rule(
        ["switch.yield.\(kind)"],
        beside: ["switch.pipe.\(kind)", "switch.pipe.\(kind).raw", "switch.futex.\(kind)", Evidence.yardstick]
    ) { evidence throws(Absence) in
        let (row, cost) = try evidence.today(then)
        let bound = Bound.atMost(then.nanoseconds)
        return Judgement(
            of: row.name.printable, evidence.time("cost", cost, bound),
            beside: row.net.map { [evidence.time("net", $0, bound)] } ?? [],
            why: "since the 2007 figure holds the way into the kernel and out",
            remarks: evidence.dramRemark(cost, then: then.nanoseconds), figures: [evidence.figure(row)])
    }
}

/// Two kernel threads that never leave the kernel. They sleep, wake and pass something, so that their net is an upper
/// bound of a switch; less a wake-up by itself it is an estimate.
let kernelThreadRule = Rule([kernelThreads, wakeUp], beside: [Evidence.yardstick]) { evidence throws(Absence) in
    let (row, net) = try evidence.today(.kernelThreadSwitch)
    let then = FigureOf2007.kernelThreadSwitch.nanoseconds
    let bound = evidence.time("net, an upper bound", net, .atMost(then), .upperBound)
    let figure = evidence.figure(row)
    if bound.verdict.word == .holds {
        return Judgement(
            of: row.name.printable, bound, remarks: evidence.dramRemark(net, then: then), figures: [figure])
    }
    let wake: Row
    do throws(Absence) { wake = try evidence.row(wakeUp) } catch { throw error.beside([bound], [figure]) }
    let alone = net - (wake.net ?? wake.cost)
    return Judgement(
        of: row.name.printable, evidence.time("less a wake-up by itself, an estimate", alone, .atMost(then), .estimate),
        beside: [bound],
        remarks: ["A wake-up by itself is \((wake.net ?? wake.cost).estimate.words("ns")) (\(wake.name))"]
            + evidence.dramRemark(alone, then: then),
        figures: [figure, evidence.figure(wake)])
}

/// A process's switch less a thread's by the same mechanism: what changing the address space adds.
let addressSpaceRule = Rule(
    ["switch.yield.process", "switch.yield.thread"],
    beside: workingSets.flatMap { ["touch.pipe.process@bytes=\($0)", "touch.pipe.thread@bytes=\($0)"] }
        + [Evidence.yardstick]
) { evidence throws(Absence) in
    let threads = try evidence.switches(between: "thread")
    let pairs = try evidence.switches(between: "process").compactMap { process in
        threads.first { $0.mechanism == process.mechanism }.map { (process: process, thread: $0) }
    }
    guard let cheapest = pairs.first else {
        throw Absence("no mechanism has a valid row for processes and one for threads")
    }
    let then = FigureOf2007.processSwitch.nanoseconds - FigureOf2007.threadSwitch.nanoseconds
    let cost = cheapest.process.cost - cheapest.thread.cost
    var others: [Reading] = []
    if let process = cheapest.process.net, let thread = cheapest.thread.net {
        others.append(evidence.time("net", process - thread, .atMost(then)))
    }
    for bytes in workingSets {
        guard let process = try? evidence.row("touch.pipe.process@bytes=\(bytes)"),
            let thread = try? evidence.row("touch.pipe.thread@bytes=\(bytes)")
        else { continue }
        others.append(
            evidence.time(
                "with \(Format.size(Double(bytes))) to touch again", process.cost - thread.cost, .atMost(then)))
    }
    return Judgement(
        of: "\(cheapest.process.name) less \(cheapest.thread.name)", evidence.time("cost", cost, .atMost(then)),
        beside: others, why: "since the mail's two figures are of tasks that touch nothing in between",
        remarks: evidence.dramRemark(cost, then: then),
        figures: pairs.map { pair in
            HereFigure(
                "\(pair.process.name) less \(pair.thread.name)",
                cost: evidence.amount(pair.process.cost - pair.thread.cost),
                net: pair.process.net.flatMap { net in pair.thread.net.map { evidence.amount(net - $0) } })
        })
}

/// Bytes that each task touches between two switches.
private let workingSets = [65_536, 1_048_576]

/// What a user thread's switch costs above a kernel thread's, both of them sleeping and woken, over the null calls that
/// it makes.
let entryShareRule = Rule(
    [kernelThreads, "switch.pipe.thread.raw", "syscall.enosys", "syscall.null.raw"],
    beside: ["switch.futex.thread", Evidence.yardstick]
) { evidence throws(Absence) in
    let kernel = try evidence.proved(kernelThreads)
    // By which means threads are cheapest is often noise, and the calls that they make divide the figure. Of means with
    // as many calls the cheapest is the one with the cheapest calls: less these calls, which is least is noise again.
    let threads = try evidence.sleepers().map(\.thread)
    let fewest = threads.map { $0.callsAnOperation.rounded() }.min()
    let thread =
        threads.filter { $0.callsAnOperation.rounded() == fewest }
        .min { $0.cost.estimate.median < $1.cost.estimate.median } ?? threads[0]
    let (null, floor) = (try evidence.row("syscall.null.raw"), try evidence.row("syscall.enosys"))
    let syscalls = thread.callsAnOperation
    let bare = try thread.requireNet() - kernel.requireNet()
    // The baseline makes the same calls, so a net figure has none in it.
    let share = bare + floor.cost * syscalls
    // A quotient of a difference that may be 0 or less is taken round by round or not at all.
    guard let ratio = share / (null.cost * syscalls) else {
        throw Absence(
            "\(thread.name) less \(kernel.name) reaches down to 0 and shares too few rounds with \(null.name)",
            lack: .precision)
    }
    let number = Format.decimal(syscalls)
    let calls = "\(number) null call\(syscalls == 1 ? "" : "s")"
    let subject = "\(thread.name) less \(kernel.name), both net, and \(number) x \(floor.name), over \(calls)"
    return Judgement(
        of: subject,
        Reading("", ratio, .within(2)),
        remarks: [
            "The difference is \(share.estimate.words("ns")) for \(calls), and was 150 ns in 2007",
            "Without the calls that were put back it is \(bare.estimate.words("ns"))",
        ],
        figures: [
            HereFigure(subject, cost: evidence.amount(share), net: evidence.amount(bare), ratio: ratio.estimate)
        ] + [thread, kernel, null, floor].map(evidence.figure))
}

/// The net figures of switches by sleeping and waking, of each kind of task, in the mail's order.
let orderRule = Rule(
    [kernelThreads, "switch.pipe.thread.raw", "switch.pipe.process.raw"],
    beside: ["switch.futex.thread", "switch.futex.process", "switch.pipe.thread", "switch.pipe.process"]
) { evidence throws(Absence) in
    var (rows, absences): ([(kind: String, row: Row, net: Cost)], [Absence]) = ([], [])
    func add(_ kind: String, _ find: () throws(Absence) -> Row) {
        do throws(Absence) {
            let row = try find()
            rows.append((kind, row, try row.requireNet()))
        } catch {
            absences.append(error)
        }
    }
    add("kernel thread") { () throws(Absence) in try evidence.proved(kernelThreads) }
    do throws(Absence) {
        // By each means the two differ by little and cost about the same: the one that tells most decides.
        let found = try evidence.sleepers()
        let sleepers = found.filter { $0.process != nil }.min { $0.uncertainty < $1.uncertainty } ?? found[0]
        rows.append(("thread", sleepers.thread, try sleepers.thread.requireNet()))
        if let process = sleepers.process { rows.append(("process", process, try process.requireNet())) }
        if sleepers.process == nil {
            absences.append(Absence("no process sleeps and wakes as \(sleepers.thread.name)"))
        }
    } catch {
        absences.append(error)
    }
    guard let first = rows.first, let last = rows.last, rows.count > 1 else { throw Absence(joining: absences) }
    let gaps = rows.indices.flatMap { low in rows[(low + 1)...].map { $0.net - rows[low].net } }.map(\.estimate)
    let isOther = gaps.contains { $0.high < 0 }
    let isClear = absences.isEmpty && gaps.allSatisfy { $0.low > 0 }
    let listed = rows.map { "\($0.kind) (\($0.row.name)) \($0.net.estimate.words("ns"))" }.joined(separator: ", ")
    let verdict = isOther ? Verdict(.doesNotHold) : isClear ? Verdict(.holds) : Verdict(.cannotTell, needs: .precision)
    guard isOther || absences.isEmpty else {
        throw Absence(joining: absences + [Absence("what there is: " + listed)])
    }
    let sentence =
        isOther
        ? "Two of them are clearly in the other order"
        : isClear ? "They differ clearly, in this order" : "The interval of a difference reaches over 0"
    let span = (last.net / first.net).map { Headline.ratio($0.estimate) }
    return Judgement(
        verdict, headline: span ?? .none,
        "Net, of tasks that sleep and wake: \(listed). \(sentence).", rows.map { evidence.figure($0.row) })
}

extension Evidence {
    /// The proved switches between two tasks of a kind on one CPU, by each mechanism, the cheapest first. A longer name
    /// than `switch.MECHANISM.KIND` says that something is added.
    func switches(between kind: String) throws(Absence) -> [Row] {
        try cheapest(like: "switch.*.\(kind)") { $0.isProvedSwitch }
    }

    /// Today's figure of what had one in 2007, and its row.
    func today(_ figure: FigureOf2007) throws(Absence) -> (row: Row, cost: Cost) {
        switch figure.counterpart {
        case .cost(let name):
            let row = try row(name)
            return (row, row.cost)
        case .net(let name):
            let row = try proved(name)
            return (row, try row.requireNet())
        case .cheapest(let pattern):
            let row = try cheapest(like: pattern) { $0.isProvedSwitch }[0]
            return (row, row.cost)
        case .none(let why): throw Absence("\(figure.what): \(why)")
        }
    }

    /// A switch row whose switches the kernel counted.
    func proved(_ name: RowName) throws(Absence) -> Row {
        let row = try row(name)
        guard (row.perOperation[.contextSwitches] ?? 0) > 0 else { throw Absence("\(row.name) could not be proved") }
        return row
    }

    /// The figure in accesses to DRAM, now and then; nothing where they were not measured.
    func dramRemark(_ cost: Cost, then nanoseconds: Double) -> [String] {
        guard let accesses = accesses(cost) else { return [] }
        let then = Format.decimal(nanoseconds / FigureOf2007.accessToDRAM.nanoseconds)
        return ["That is \(accesses.words("")) accesses to DRAM, \(then) in 2007"]
    }
}

extension Row {
    /// Whether the kernel counted its switches, and it is one and not a part of one.
    fileprivate var isProvedSwitch: Bool { (perOperation[.contextSwitches] ?? 0) > 0 && !name.isPartOfSwitch }

    /// System calls an operation, a whole number; 1 where they were not counted.
    fileprivate var callsAnOperation: Double { max(1, (perOperation[.syscalls] ?? 1).rounded()) }

    /// The means of a `switch.MEANS.KIND`.
    fileprivate var mechanism: Substring { name.parts.dropFirst().first ?? "" }
}
