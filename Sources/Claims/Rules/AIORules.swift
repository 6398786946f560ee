internal import Basics
internal import Sampling

/// What AIO of the kernel gains over blocking threads, as a share of what a state machine that takes its shortcuts
/// gains.
let mostRule: Rule = {
    let (threads, aio, direct): (RowName, RowName, RowName) = (
        "io.blocking.threads", "io.uring.state", "io.epoll.direct"
    )
    return Rule(Served.depths.flatMap { $0.rows(threads, aio, direct) }) { evidence throws(Absence) in
        var (readings, absences, figures): ([Reading], [Absence], [HereFigure]) = ([], [], [])
        var (idle, isUnclear) = ([String](), false)
        for depth in Served.depths {
            do throws(Absence) {
                let most = try evidence.ratio(threads, over: direct, at: depth)
                let some = try evidence.ratio(threads, over: aio, at: depth)
                let (all, part) = (most.a.cost - most.b.cost, some.a.cost - some.b.cost)
                // Of a gain of nothing or next to it a share says nothing, however narrow its interval.
                let gain = (all / most.a.cost)?.estimate
                guard let gain, gain.low >= fewestGained, let share = part / all else {
                    let isSmall = (gain?.high ?? 1) < fewestGained
                    if !isSmall { isUnclear = true }
                    idle.append(
                        "\(most.b.name) " + (isSmall ? "gains less than" : "does not clearly gain")
                            + " \(Format.decimal(100 * fewestGained)) % over \(most.a.name)")
                    continue
                }
                readings.append(Reading(most.words, share, as: Headline.share, .atLeast(0.5)))
                figures.append(HereFigure("\(some.a.name) less \(some.b.name)", cost: evidence.amount(part)))
                figures.append(HereFigure("\(most.a.name) less \(most.b.name)", cost: evidence.amount(all)))
            } catch { absences.append(error) }
        }
        guard absences.isEmpty, let reading = Reading.deciding(readings) else {
            let none = Absence(
                idle.joined(separator: "; ") + ": there is nothing to have a share of",
                lack: isUnclear ? .precision : .gain)
            throw (absences.isEmpty ? none : Absence(joining: absences)).beside(readings, figures)
        }
        return Judgement(
            of: "what \(aio) gains over \(threads), of what \(direct) gains", reading,
            beside: readings.filter { $0.label != reading.label }, why: everyDepth,
            remarks: idle.map { $0 + ", so that there is nothing to have a share of" }, figures: figures)
    }
}()

/// Of an event's time on blocking threads, the least that a state machine has to gain.
private let fewestGained = 0.05

/// Workers that the kernel makes while it serves a network and timers by its AIO: where it has to make any, the AIO is
/// not native.
let nativeRule: Rule = {
    let rows: [RowName] = Served.depths.flatMap { $0.rows("io.uring.state") } + ["io.request.timer"]
    return Rule(rows) { evidence throws(Absence) in
        var (counted, absences): ([(row: Row, workers: Double)], [Absence]) = ([], [])
        for name in rows {
            do throws(Absence) {
                let row = try evidence.row(name)
                // Those that were made meanwhile, for an event, and those that there were in the end.
                let workers = [row.perOperation[.tasksCreated], row.facts[ringWorkers]].compactMap(\.self)
                guard let most = workers.max() else {
                    throw Absence("the tasks that the kernel made for \(row.name) were not counted")
                }
                counted.append((row, most))
            } catch { absences.append(error) }
        }
        guard absences.isEmpty, let most = counted.max(by: { $0.workers < $1.workers }) else {
            throw Absence(joining: absences)
        }
        let listed = counted.map { "\($0.row.name) \(Format.count($0.workers))" }.joined(separator: ", ")
        // What a count is good to.
        let isNone = most.workers <= Gate.tolerance
        return Judgement(
            Verdict(isNone ? .holds : .doesNotHold), headline: .count(Estimate(exact: most.workers), "workers"),
            "Workers that the kernel made: \(listed).", counted.map { evidence.figure($0.row) })
    }
}()

/// Workers of io_uring that there are once some requests were served.
private let ringWorkers = RowFact("io-workers")

/// The difference between threads and a state machine as a share of a request that does real work: of those that were
/// measured, the one nearest to 100 µs.
let requestRule: Rule = {
    let (threads, state): (RowName, RowName) = ("io.blocking.threads", "io.epoll.state")
    let workloads = [Served.tcp10] + Served.working
    return Rule(workloads.flatMap { $0.rows(threads, state) }) { evidence throws(Absence) in
        var (points, absences): ([(pair: Evidence.Pair, reading: Reading)], [Absence]) = ([], [])
        for workload in workloads {
            do throws(Absence) {
                let pair = try evidence.ratio(threads, over: state, at: workload)
                // Not the difference over the whole: where it may be 0 or less, that would be no factor.
                guard let ratio = pair.b.cost / pair.a.cost else { continue }
                let share = 1 - ratio
                let length = Format.time(pair.a.cost.estimate.median)
                points.append(
                    (pair, Reading("of a request of \(length)", share, as: Headline.share, .atMost(0.1))))
            } catch { absences.append(error) }
        }
        let figures = points.map { point in
            HereFigure(
                "\(point.pair.a.name) less \(point.pair.b.name)",
                cost: evidence.amount(point.pair.a.cost - point.pair.b.cost))
        }
        func distance(_ point: (pair: Evidence.Pair, reading: Reading)) -> Double {
            let length = point.pair.a.cost.estimate.median / typicalRequest
            return max(length, 1 / length)
        }
        guard absences.isEmpty, let nearest = points.min(by: { distance($0) < distance($1) }), distance(nearest) <= 4
        else {
            let none = Absence("no request was measured that takes about \(Format.time(typicalRequest))")
            throw (absences.isEmpty ? none : Absence(joining: absences)).beside(points.map(\.reading), figures)
        }
        let others = points.map(\.reading).filter { $0.label != nearest.reading.label }
        return Judgement(
            of: "\(threads) less \(state)", nearest.reading, beside: others,
            why: "since most requests do more than answer a byte", figures: figures)
    }
}()

/// Nanoseconds of a request that does something: the rule's own figure.
private let typicalRequest = 100_000.0
