internal import Basics
internal import Sampling

@Sendable func createLockRule(_ evidence: Evidence) throws(Absence) -> Judgement {
    var (readings, figures, absences, remarks): ([Reading], [HereFigure], [String], [String]) = ([], [], [], [])
    for name: RowName in ["create.parallel.processes", "create.parallel.threads"] {
        guard let row = evidence.crowdedest(name), let alone = row.baseline, let ratio = alone / row.cost else {
            do throws(Absence) { _ = try evidence.row(name) } catch { absences.append(error.reason) }
            continue
        }
        let creators = Format.decimal(row.facts[.creators] ?? 0)
        readings.append(Reading("\(row.name) with \(creators) creators", ratio * 100, .atLeast(80), unit: "%"))
        figures.append(HereFigure("\(row.name), efficiency", ratio: ratio.estimate))
        let waits = row.facts.filter { $0.key.lockFunction != nil && $0.value >= 0.001 }
            .sorted { $0.value > $1.value }.prefix(3)
        if !waits.isEmpty {
            remarks.append(
                "A task of \(row.name) waits for locks in "
                    + waits.map { "\($0.key.lockFunction ?? "") (\(Format.decimal($0.value)) times)" }
                    .joined(separator: ", "))
        }
    }
    guard let first = readings.first else { throw Absence(absences.joined(separator: "; ")) }
    return Judgement(
        of: "efficiency", first, beside: Array(readings.dropFirst()),
        why: "since processes share nothing but the kernel", remarks: remarks, figures: figures)
}

@Sendable func setupRule(_ evidence: Evidence) throws(Absence) -> Judgement {
    var (readings, absences, figures): ([Reading], [String], [HereFigure]) = ([], [], [])
    for (label, fiber, thread): (String, RowName, RowName) in [
        ("time", "create.fiber", "create.clone.thread"), ("bytes", "weight.fiber", "weight.thread"),
    ] {
        do throws(Absence) {
            readings.append(Reading(label, try evidence.row(fiber).over(try evidence.row(thread)), .below(1)))
        } catch {
            absences.append(error.reason)
        }
    }
    figures += readings.map { HereFigure("a fiber over a thread, \($0.label)", ratio: $0.cost.estimate) }
    figures += evidence.figures([
        "create.fork", "create.clone.thread", "create.iowq", "create.fiber", "create.fiber.pooled", "create.task",
        "create.state",
        "weight.process", "weight.thread", "weight.fiber", "weight.task", "weight.state",
    ])
    guard !figures.isEmpty else { throw Absence(absences.joined(separator: "; ")) }
    var sentences =
        readings.isEmpty ? [] : ["A fiber over a thread: " + readings.map(\.words).joined(separator: "; ")]
    for (label, kind) in [("to make", "create"), ("to hold", "weight")] {
        let rows = figures.filter { $0.of.hasPrefix(kind + ".") }
        if rows.isEmpty { continue }
        let told = rows.map { figure in
            "\(figure.of) " + (figure.bytes?.words("bytes") ?? figure.cost?.nanoseconds.words("ns") ?? "")
        }
        sentences.append("What they cost \(label): " + told.joined(separator: ", "))
    }
    if !absences.isEmpty { sentences.append("Missing: " + absences.joined(separator: "; ")) }
    let verdicts = readings.map(\.verdict) + (absences.isEmpty ? [] : [.cannotTell])
    return Judgement(Verdict.all(verdicts), sentences.map { $0 + "." }.joined(separator: " "), figures)
}

extension Verdict {
    /// Of several that must all hold.
    static func all(_ verdicts: [Verdict]) -> Verdict {
        if verdicts.contains(.doesNotHold) { return .doesNotHold }
        return verdicts.isEmpty || verdicts.contains(.cannotTell) ? .cannotTell : .holds
    }
}

extension Evidence {
    /// The valid rows of a probe: the one without parameters, and those with any.
    func rows(of probe: RowName) -> [Row] {
        points(of: probe).compactMap { try? row($0) }
    }

    /// Of the rows of a probe of parallel creators, the one with the most.
    func crowdedest(_ probe: RowName) -> Row? {
        rows(of: probe).max { $0.facts[.creators] ?? 0 < $1.facts[.creators] ?? 0 }
    }
}
