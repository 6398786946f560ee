internal import Basics
internal import Sampling

/// What it costs to give the CPU to another task.
let switchClaims: [Claim] = [
    Claim(
        "process-switch", "Switching between two processes is cheap.", then: .nanoseconds(650),
        how: "the cheapest proved switch between processes on one CPU: holds if its cost interval ends at or below "
            + "650 ns, does not if it begins above; net is said beside",
        judge: switchRule(.process, 650)),

    Claim(
        "thread-switch", "Switching between two user threads is cheap as well.", then: .nanoseconds(500),
        how: "the cheapest proved switch between threads on one CPU: holds if its cost interval ends at or below "
            + "500 ns, does not if it begins above; net is said beside",
        judge: switchRule(.thread, 500)),

    Claim(
        "kthread-switch", "Switching between two kernel threads is cheaper still.", then: .nanoseconds(350),
        how: "two kernel threads that wake each other and never leave the kernel: holds if the net interval ends at "
            + "or below 350 ns, does not if it begins above; cost is said beside",
        judge: switchRule(.kernelThread, 350)),

    Claim(
        "tlb-cheap", "Changing the address space has become very fast: a process pays little more than a thread.",
        then: .nanoseconds(150, "650 - 500 ns"),
        how: "process less thread switch by the same mechanism in the same rounds, the cheapest mechanism: holds if "
            + "the cost interval ends at or below 150 ns, does not if it begins above",
        judge: addressSpaceRule),

    Claim(
        "entry-share", "What a user thread's switch costs above a kernel thread's is the way into the kernel and out.",
        then: .nanoseconds(150, "500 - 350 ns"),
        how: "cheapest thread switch (cost) less kernel-thread switch (net), over a null system call for each of "
            + "its system calls: holds within a factor of 2, as in 2007, when it was 1.5",
        judge: entryShareRule),

    Claim(
        "order", "A kernel thread switches faster than a user thread, and that faster than a process.",
        then: .text("350 < 500 < 650 ns"),
        how: "the intervals of the cheapest switch of each kind (kernel threads net, the others cost): holds if they "
            + "lie apart in this order, does not if two lie apart in the other",
        judge: orderRule),

    Claim(
        "cache-cost", "What light-thread libraries rebuild in user space bloats the cache and slows the rest down.",
        then: .text("no figure given"),
        how:
            "what a switch makes cold, over the size of the working set: holds if a fiber's switch makes no less cold "
            + "than a thread's at any size, does not hold if it makes less cold at every size",
        judge: cacheRule),
]

@Sendable private func addressSpaceRule(_ evidence: Evidence) throws(Absence) -> Judgement {
    let threads = try evidence.switches(between: TaskKind.thread.rawValue)
    let pairs = try evidence.switches(between: TaskKind.process.rawValue).compactMap { process in
        threads.first { $0.mechanism == process.mechanism }.map { (process: process, thread: $0) }
    }
    guard let cheapest = pairs.first else {
        throw Absence("no mechanism has a valid row for processes and one for threads")
    }
    func net(_ pair: (process: Row, thread: Row)) -> Cost? {
        guard let process = pair.process.net, let thread = pair.thread.net else { return nil }
        return process - thread
    }
    let cost = cheapest.process.cost - cheapest.thread.cost
    return Judgement(
        of: "\(cheapest.process.name) less \(cheapest.thread.name)",
        Reading("cost", cost, .atMost(150), unit: "ns"),
        beside: net(cheapest).map { [Reading("net", $0, .atMost(150), unit: "ns")] } ?? [],
        why: "since both rows make the same calls",
        remarks: evidence.dramRemark(cost, "cost", then: 150),
        figures: pairs.map { pair in
            HereFigure(
                "\(pair.process.name) less \(pair.thread.name)",
                cost: evidence.amount(pair.process.cost - pair.thread.cost), net: net(pair).map(evidence.amount))
        })
}

@Sendable private func entryShareRule(_ evidence: Evidence) throws(Absence) -> Judgement {
    let kernel = try TaskKind.kernelThread.row(in: evidence)
    let thread = try TaskKind.thread.row(in: evidence)
    let null = try evidence.row("syscall.null.raw")
    let syscalls = max(1, (thread.perOperation[.syscalls] ?? 1).rounded())
    let share = thread.cost - (try kernel.requireNet())
    let cost = thread.cost - kernel.cost
    let limit = null.cost * syscalls
    // A quotient of a difference that may be 0 or less is taken round by round or not at all.
    guard let ratio = share / limit else {
        throw Absence(
            "\(thread.name) less \(kernel.name) reaches down to 0 and shares too few rounds with \(null.name)")
    }
    return Judgement(
        of: "\(thread.name) less \(kernel.name), over \(Format.decimal(syscalls)) x \(null.name)",
        Reading("net of the kernel thread's transport", ratio, .about),
        beside: (cost / limit).map { [Reading("with it", $0, .about)] } ?? [],
        why: "since a user thread has no such transport",
        remarks: ["The difference is \(share.estimate.words("ns"))"],
        figures: [
            HereFigure(
                "\(thread.name) less \(kernel.name)", cost: evidence.amount(cost), net: evidence.amount(share),
                ratio: ratio.estimate)
        ] + [thread, kernel, null].map(evidence.figure))
}

@Sendable private func orderRule(_ evidence: Evidence) throws(Absence) -> Judgement {
    var (rows, absences): ([(kind: TaskKind, row: Row)], [String]) = ([], [])
    for kind in TaskKind.allCases {
        do throws(Absence) {
            let row = try kind.row(in: evidence)
            _ = try kind.answer(row)
            rows.append((kind, row))
        } catch {
            absences.append(error.reason)
        }
    }
    guard rows.count > 1 else { throw Absence(absences.joined(separator: "; ")) }
    func verdict(_ cost: (TaskKind, Row) -> Cost?) -> Verdict? {
        let costs = rows.compactMap { cost($0.kind, $0.row)?.estimate }
        guard costs.count == rows.count else { return nil }
        let pairs = costs.indices.flatMap { low in costs[(low + 1)...].map { (costs[low], $0) } }
        if pairs.contains(where: { $0.low > $1.high }) { return .doesNotHold }
        return absences.isEmpty && pairs.allSatisfy { $0.high < $1.low } ? .holds : .cannotTell
    }
    let first = verdict { kind, row in try? kind.answer(row) } ?? .cannotTell
    let told = rows.map { kind, row in
        let net = row.net.map { ", net " + $0.estimate.words("ns") } ?? ""
        return "\(kind.rawValue) (\(row.name)) cost \(row.cost.estimate.words("ns"))\(net)"
    }
    var sentences = [told.joined(separator: "; ")]
    switch first {
    case .holds: sentences.append("The intervals lie apart in this order")
    case .doesNotHold: sentences.append("Two of them lie apart in the other order")
    case .cannotTell:
        sentences.append(absences.isEmpty ? "Intervals overlap" : "One is missing: " + absences.joined(separator: "; "))
    }
    for (label, other) in [("cost", verdict { $1.cost }), ("net", verdict { $1.net })] {
        if let other, other != first {
            sentences.append("All taken \(label), the verdict would be '\(other.rawValue)'")
        }
    }
    return Judgement(
        first, sentences.map { $0 + "." }.joined(separator: " "), rows.map { evidence.figure($0.row) })
}

extension Row {
    /// The means of a `switch.MEANS.KIND`.
    fileprivate var mechanism: Substring { name.parts.dropFirst().first ?? "" }
}
