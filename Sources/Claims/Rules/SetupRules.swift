internal import Basics
internal import Sampling

/// How many tasks are made with a creator on each of many CPUs, over as many times one alone.
let createLockRule = Rule(manyCreators, beside: parallelRows) { evidence throws(Absence) in
    var (readings, few, absences): ([Reading], [Reading], [Absence]) = ([], [], [])
    var (figures, remarks): ([HereFigure], [String]) = ([], [])
    for (name, many) in zip(parallelRows, manyCreators) {
        guard let row = evidence.crowdedest(name), let alone = row.baseline, let ratio = alone / row.cost else {
            do throws(Absence) { _ = try evidence.row(evidence.points(of: name).first ?? many) } catch {
                absences.append(error)
            }
            continue
        }
        let creators = row.facts[.creators] ?? 0
        let reading = Reading(
            "\(row.name) with \(Format.decimal(creators)) creators", ratio, as: Headline.share, .atLeast(0.8))
        figures.append(HereFigure("\(row.name), efficiency", ratio: ratio.estimate))
        if creators < Double(enoughCreators) {
            few.append(reading)
            absences.append(evidence.fewCreators(row))
        } else {
            readings.append(reading)
        }
        let waits = row.facts.filter { $0.key.lockFunction != nil && $0.value >= 0.001 }
            .sorted { $0.value > $1.value }.prefix(3)
        if !waits.isEmpty {
            remarks.append(
                "A task of \(row.name) waits for locks in "
                    + waits.map { "\($0.key.lockFunction ?? "") (\(Format.decimal($0.value)) times)" }
                    .joined(separator: ", "))
        }
    }
    guard let first = readings.first else {
        throw Absence(joining: absences.isEmpty ? [Absence("no row of parallel creators is valid")] : absences)
            .beside(few, figures)
    }
    return Judgement(
        of: "efficiency", first, beside: Array(readings.dropFirst()) + few,
        why: "since processes share nothing but the kernel", remarks: remarks, figures: figures)
}

/// A fiber over a thread, in time to make and bytes to hold. Fibrils had stacks of the kernel's, which a fiber of user
/// space has not: with such a stack added, and with its own stack mapped anew each time, it is an upper bound of a
/// fibril.
let setupRule = Rule(
    ["create.fiber", "create.clone.thread", "weight.fiber", "weight.thread"], beside: others
) { evidence throws(Absence) in
    var (readings, absences): ([Reading], [Absence]) = ([], [])
    func read(_ label: String, _ find: () throws(Absence) -> Cost) {
        do throws(Absence) { readings.append(Reading(label, try find(), .atMost(1), .upperBound)) } catch {
            absences.append(error)
        }
    }
    read("time") { () throws(Absence) in try evidence.row("create.fiber").over(evidence.row("create.clone.thread")) }
    read("bytes, with a kernel stack") { () throws(Absence) in
        let (fiber, thread) = (try evidence.row("weight.fiber"), try evidence.row("weight.thread"))
        guard let stack = thread.facts[.kernelStackBytes], stack > 0 else {
            throw Absence("\(thread.name) does not say what a kernel stack weighs")
        }
        var fibril = fiber.cost
        fibril.estimate = fibril.estimate.mapped { $0 + stack }
        fibril.launches = fibril.launches.map { $0.mapValues { $0 + stack } }
        guard let ratio = fibril / thread.cost else { throw Absence("\(thread.name) weighs nothing") }
        return ratio
    }
    let figures =
        readings.map { HereFigure("a fiber over a thread, \($0.label)", ratio: $0.headline.estimate) }
        + evidence.figures([
            "create.fork", "create.clone.thread", "create.iowq", "create.fiber", "create.fiber.pooled", "create.task",
            "create.state", "weight.process", "weight.thread", "weight.fiber", "weight.task", "weight.state",
        ])
    let sentences = [("to make", "create"), ("to hold", "weight")].compactMap { label, kind -> String? in
        let rows = figures.filter { $0.of.hasPrefix(kind + ".") }
        let listed = rows.map { figure in
            "\(figure.of) " + (figure.bytes?.words("bytes") ?? figure.cost?.nanoseconds.words("ns") ?? "")
        }
        return rows.isEmpty ? nil : "What they cost \(label): " + listed.joined(separator: ", ")
    }
    guard absences.isEmpty, let reading = Reading.deciding(readings) else {
        throw Absence(joining: absences).beside(readings, figures)
    }
    return Judgement(
        of: "a fiber over a thread", reading, beside: readings.filter { $0.label != reading.label }, remarks: sentences,
        figures: figures)
}

/// What is shown beside.
private let others: [RowName] = [
    "create.fork", "create.iowq", "create.fiber.pooled", "create.task", "create.state", "weight.process", "weight.task",
    "weight.state",
]
