internal import Sampling

extension Row {
    /// What this row's operation costs over another's.
    func over(_ other: Row) throws(Absence) -> Cost {
        guard let ratio = cost / other.cost else {
            throw Absence(
                "\(name) over \(other.name) is no factor: an interval reaches down to 0", lack: .precision)
        }
        return ratio
    }

    /// What its operation costs over what its baseline does, in the batches beside it.
    func overBaseline(of what: String) throws(Absence) -> Cost {
        guard let baseline else { throw Absence("\(name) has no baseline of \(what)") }
        guard let ratio = cost / baseline else {
            throw Absence("\(name) over \(what) is no factor: an interval reaches down to 0", lack: .precision)
        }
        return ratio
    }
}

/// Threads that yield to each other, among many that want the CPU over two.
let runnableRule = Rule(runnable.needed) { evidence throws(Absence) in
    let two = try evidence.row(runnable.needed[0])
    let rows = evidence.rows(of: two.name).compactMap { row in
        row.name.value(of: runnable.parameter).map { (row: row, tasks: $0) }
    }.filter { $0.tasks > 2 }.sorted { $0.tasks < $1.tasks }
    guard let most = rows.last, most.tasks >= 1000 else {
        var absences: [Absence] = []
        for name in runnable.needed {
            do throws(Absence) { _ = try evidence.row(name) } catch { absences.append(error) }
        }
        throw absences.isEmpty ? Absence("no row has 1,000 runnable tasks or more") : Absence(joining: absences)
    }
    let readings = try rows.map { (row, tasks) throws(Absence) in
        Reading("\(tasks) runnable", try row.over(two), .atMost(Verdict.about))
    }
    return Judgement(
        of: "over \(two.name), which has two", readings[readings.count - 1], beside: Array(readings.dropLast()),
        why: "since the claim is about many", figures: [evidence.figure(two)] + rows.map { evidence.figure($0.row) })
}

/// The rows of a switch among more and more runnable tasks, two first.
private let runnable: (parameter: String, needed: [RowName]) = (
    "runnable", ["switch.yield.thread"] + [100, 10_000].map { "switch.yield.thread@runnable=\($0)" }
)

/// A switch between Swift tasks over one between bare fibers.
let growingBackRule = Rule(["fiber.task", "fiber.asm"], beside: grown) { evidence throws(Absence) in
    let (task, bare) = (try evidence.row("fiber.task"), try evidence.row("fiber.asm"))
    let others = grown
    let readings = others.compactMap { try? evidence.row($0) }.compactMap { row in
        (row.cost / bare.cost).map { Reading(row.name.printable, $0, .atLeastTimes(2)) }
    }
    return Judgement(
        of: "over \(bare.name)", Reading(task.name.printable, try task.over(bare), .atLeastTimes(2)), beside: readings,
        figures: [task, bare].map(evidence.figure) + evidence.figures(others))
}

/// Contexts that have something of what a bare fiber lacks: the signal mask, an executor; and the kernel's own thread.
private let grown: [RowName] = ["fiber.ucontext", "fiber.actor", "switch.yield.thread"]

/// Two threads that share a lock on one CPU, which are not forced to take turns, over one context that does both parts.
let contentionRule = Rule(
    ["contention.lock.free"], beside: ["contention.lock.cross", "switch.lock.thread"]
) { evidence throws(Absence) in
    func reading(_ label: String, _ name: RowName) throws(Absence) -> (Reading, Row) {
        let row = try evidence.row(name)
        return (Reading(label, try row.overBaseline(of: "one context that does the work of both"), .atLeast(1)), row)
    }
    let others =
        [("across two CPUs", "contention.lock.cross"), ("forced to take turns", "switch.lock.thread")]
        as [(String, RowName)]
    let beside = others.compactMap { try? reading($0, $1) }
    do throws(Absence) {
        let (first, row) = try reading("on one CPU", "contention.lock.free")
        return Judgement(
            of: "two threads with one lock over one context", first, beside: beside.map(\.0),
            why: "since a forced turn is a switch and no contention, and the claim is about one CPU",
            figures: ([row] + beside.map(\.1)).map(evidence.figure))
    } catch {
        // What is known is no answer: a hand-over at every turn is what a switch costs.
        throw error.beside([], beside.map { evidence.figure($0.1) })
    }
}

/// A request that blocks, carried out by a worker of the kernel, over the same request in line: the row's own baseline,
/// in the batches beside it.
let puntRule = Rule(["io.request.blocking"], beside: ["io.request.punted"]) { evidence throws(Absence) in
    let what = "the same request done in line"
    let other = (try? evidence.row("io.request.punted")).flatMap { row in
        (try? row.overBaseline(of: what)).map {
            (reading: Reading("a read that never waits", $0, .atMost(2)), row: row)
        }
    }
    let row: Row
    do throws(Absence) { row = try evidence.row("io.request.blocking") } catch {
        throw error.beside([], other.map { [evidence.figure($0.row)] } ?? [])
    }
    let ratio = try row.overBaseline(of: what)
    var remarks: [String] = []
    if let net = row.net { remarks.append("The hand-over itself is \(net.estimate.words("ns"))") }
    return Judgement(
        of: "\(row.name) over the same in line", Reading("a read that blocks", ratio, .atMost(2)),
        beside: other.map { [$0.reading] } ?? [], why: "since the hard parts of AIO are those that block",
        remarks: remarks,
        figures: [HereFigure("\(row.name) over in line", ratio: ratio.estimate), evidence.figure(row)]
            + (row.baseline.map { [HereFigure("the request in line", cost: evidence.amount($0))] } ?? []))
}

/// What a switch in the kernel costs above one in user space, against a null call: what scheduling in user space gains
/// where everything else is free.
let userGainRule = Rule(
    ["switch.yield.thread", "fiber.asm", "syscall.null.raw"],
    beside: Served.tcp10.rows("io.blocking.threads", "io.epoll.fibers") + [Evidence.yardstick]
) { evidence throws(Absence) in
    let (thread, fiber) = (try evidence.proved("switch.yield.thread"), try evidence.row("fiber.asm"))
    let null = try evidence.row("syscall.null.raw")
    let gain = thread.cost - fiber.cost
    guard let ratio = gain / null.cost else { throw Absence("\(null.name) reaches down to 0", lack: .precision) }
    var reading = Reading(
        "", .time(gain.estimate), of: ratio, .atMost(1), allowed: "a null call, \(null.cost.estimate.words("ns"))")
    reading.dramAccesses = evidence.accesses(gain)
    var remarks: [String] = []
    if let served = try? evidence.ratio("io.blocking.threads", over: "io.epoll.fibers", at: .tcp10) {
        let difference = (served.a.cost - served.b.cost).estimate.words("ns")
        remarks.append(
            "Blocking threads less fibers, an event on TCP, is \(difference): most of that is sleeping and waking, "
                + "which is "
                + "not scheduling alone")
    }
    return Judgement(
        of: "\(thread.name) less \(fiber.name)", reading, remarks: remarks,
        figures: [HereFigure("\(thread.name) less \(fiber.name)", cost: evidence.amount(gain))]
            + [thread, fiber, null].map(evidence.figure))
}
