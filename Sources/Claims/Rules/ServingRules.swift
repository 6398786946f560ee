internal import Basics
internal import Sampling

/// A context of the kernel's for each connection over a state machine, under a stated set of workloads. "Often" is more
/// than half of them, so the one in the middle decides.
let oftenRule: Rule = {
    let (threads, state): (RowName, RowName) = ("io.blocking.threads", "io.epoll.state")
    let stated = Served.depths + [.large, Served.working[0]] + Served.elsewhere
    let needs = stated.flatMap { $0.rows(threads, state) }
    return Rule(needs, beside: Served.tcp10.rows("io.swift")) { evidence throws(Absence) in
        let bound = Bound.atMost(2)
        let found = ServedReadings(threads, over: state, bound, by: .wall, at: stated, in: evidence)
        // What cannot be served here is no workload of this machine; what was not run is open.
        if found.absences.contains(where: { $0.missing != nil }) || found.deciding.isEmpty {
            throw Absence(joining: found.absences).beside([], others: found.deciding, found.figures)
        }
        guard let middle = Reading.middle(found.deciding) else { throw Absence(joining: found.absences) }
        let within = found.deciding.count { $0.excess.median <= 1 }
        var remarks = [
            "\(within) of \(found.deciding.count) workloads are at most 2×, and the one in the middle decides"
        ]
        remarks += evidence.throughput(threads, state)
        if let swift = try? evidence.ratio("io.swift", over: state, at: .tcp10) {
            remarks.append("Beside them io.swift \(Reading("", swift.wall, bound).words), \(swift.words)")
        }
        return Judgement(
            of: "\(threads) over \(state)", middle, beside: found.deciding.filter { $0.label != middle.label },
            remarks: remarks, figures: found.figures)
    }
}()

/// System calls for one event of one message under way, in every model: batching is another question. The model whose
/// submissions a kernel thread takes is the counter-example, and without it nothing holds.
let entriesRule = Rule(
    Served.tcp1.rows("io.blocking.threads", "io.epoll.state", "io.uring.state", counterExample),
    beside: Served.tcp1.rows("io.epoll.fibers", "io.uring.fibers", "io.aio", "io.poll")
) { evidence throws(Absence) in
    var (models, absences): ([(row: Row, syscalls: Double)], [Absence]) = ([], [])
    for name in evidence.names where name.family == Evidence.served {
        do throws(Absence) {
            let row = try evidence.row(name)
            guard row.facts[.inFlight] == 1 else { continue }
            guard let syscalls = row.perOperation[.syscalls] else {
                throw Absence("the system calls of \(row.name) were not counted")
            }
            models.append((row, syscalls))
        } catch {
            absences.append(error)
        }
    }
    models.sort { $0.syscalls < $1.syscalls }
    guard let least = models.first else {
        throw absences.isEmpty
            ? Absence("no model served one message at a time", missing: Served.tcp1.rows(counterExample)[0])
            : Absence(joining: absences)
    }
    // A count has no interval; the gate's own tolerance is what it is good to.
    let count = least.syscalls >= 1 - Gate.tolerance ? max(1, least.syscalls) : least.syscalls
    let reading = Reading(
        least.row.name.printable, .count(Estimate(exact: least.syscalls), "calls"),
        of: Cost(estimate: Estimate(exact: count), launches: []), .atLeast(1))
    let figures = models.map { HereFigure($0.row.name.printable, syscalls: $0.syscalls) }
    if reading.verdict.word == .holds, !models.contains(where: { $0.row.name.base == counterExample.base }) {
        do throws(Absence) { _ = try evidence.row(Served.tcp1.rows(counterExample)[0]) } catch {
            throw error.beside([reading], figures)
        }
    }
    return Judgement(
        of: "the fewest system calls for an event, of \(numbered(models.count, "row")) with one message in flight",
        reading,
        figures: figures)
}

/// The model that makes no call at all.
private let counterExample: RowName = "io.uring.sqpoll"

/// The cheapest state machine over the cheapest of all other models, each by whatever the kernel offers.
let fastestRule = bestRule(
    of: ["io.epoll.direct", "io.epoll.state", "io.uring.state", "io.aio"],
    over: ["io.blocking.threads", "io.blocking.processes", "io.epoll.fibers", "io.uring.fibers"],
    beside: ["io.blocking.pool", "io.swift"])

/// The cheaper AIO of the kernel over each way to make calls asynchronous by giving them contexts.
let kernelAIORule = bestRule(
    of: ["io.aio", "io.uring.state"], over: ["io.uring.workers", "io.epoll.fibers"], beside: [], apart: true)

/// The cheapest of some models over the cheapest of others, or over each of them `apart`, at every depth on TCP.
private func bestRule(of names: [RowName], over others: [RowName], beside more: [RowName], apart: Bool = false) -> Rule
{
    let needs = Served.depths.flatMap { depth in (names + others).flatMap { depth.rows($0) } }
    return Rule(needs, beside: Served.depths.flatMap { depth in more.flatMap { depth.rows($0) } }) {
        evidence throws(Absence) in
        var (readings, cpu, absences, figures): ([Reading], [Reading], [Absence], [HereFigure]) = ([], [], [], [])
        for depth in Served.depths {
            func found(_ models: [RowName], isNeeded: Bool) -> [Row] {
                models.flatMap { depth.rows($0) }.compactMap { name in
                    do throws(Absence) { return try evidence.row(name) } catch {
                        if isNeeded { absences.append(error) }
                        return nil
                    }
                }
            }
            func cheapest(_ rows: [Row]) -> Row? { rows.min { $0.cost.estimate.median < $1.cost.estimate.median } }
            let rivals = found(others, isNeeded: true) + found(more, isNeeded: false)
            guard let best = cheapest(found(names, isNeeded: true)) else { continue }
            for rival in apart ? rivals : [cheapest(rivals)].compactMap(\.self) {
                do throws(Absence) {
                    let pair = try evidence.ratio(
                        RowName(best.name.base, []), over: RowName(rival.name.base, []), at: depth)
                    let label = "\(best.name.base) over \(rival.name.base), \(pair.words)"
                    readings.append(Reading(label + ", wall", pair.wall, .atMost(1)))
                    cpu += pair.cpu.map { [Reading(label + ", server CPU", $0, .atMost(1))] } ?? []
                    figures.append(HereFigure("\(best.name) over \(rival.name)", ratio: pair.wall.estimate))
                } catch { absences.append(error) }
            }
        }
        guard !absences.contains(where: { $0.missing != nil }), let reading = Reading.deciding(readings) else {
            throw (absences.isEmpty ? Absence("nothing was served") : Absence(joining: absences))
                .beside(readings, figures)
        }
        return Judgement(
            of: "the cheapest at each depth", reading, beside: readings.filter { $0.label != reading.label } + cpu,
            why: everyDepth, figures: figures)
    }
}

/// Why the reading that is furthest off decides.
let everyDepth = "since the claim is compared with every depth on TCP, where a thread is woken once an event"

extension Evidence {
    /// What two models move with large messages, and how many requests they answer with small ones: the mail's own
    /// units.
    fileprivate func throughput(_ name: RowName, _ other: RowName) -> [String] {
        var sentences: [String] = []
        if let large = try? ratio(name, over: other, at: .large), let bytes = large.a.name.value(of: "message") {
            // Bytes per nanosecond are gigabytes per second.
            let (a, b) = (large.a, large.b)
            let speeds = [a, b].map { Format.digits(Double(bytes) * 1000 / $0.cost.estimate.median) }
            sentences.append(
                "With messages of \(Format.size(Double(bytes))) they move \(speeds[0]) and \(speeds[1]) MB/s each "
                    + "way, 300 "
                    + "and 500 in the mail")
        }
        if let small = try? ratio(name, over: other, at: .tcp10) {
            let rates = [small.a, small.b].map { Format.digits(1e6 / $0.cost.estimate.median) }
            sentences.append(
                "With small ones they answer \(rates[0]) and \(rates[1]) thousand per second, 30 and 60 in the mail")
        }
        return sentences
    }
}
