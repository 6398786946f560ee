internal import Sampling

/// What a switch makes cold: its net cost with a working set less its net cost without one.
///
/// The claim is that light threads pay this as tasks do, since what they rebuild in user space needs the caches too. It
/// holds if at no size of the set less is cold after a fiber's switch than after a thread's, and does not hold if less
/// is at every size.
@Sendable func cacheRule(_ evidence: Evidence) throws(Absence) -> Judgement {
    let fibers = cold("touch.fiber.asm", evidence)
    let threads = cold("touch.pipe.thread", evidence)
    let sizes = Set(fibers.keys).intersection(threads.keys).sorted()
    guard !sizes.isEmpty else {
        throw Absence("no size of a working set was measured after a switch of both kinds: run 'toll sweep touch'")
    }
    var (verdicts, words, figures): ([Verdict], [String], [HereFigure]) = ([], [], [])
    for size in sizes {
        guard let fiber = fibers[size], let thread = threads[size] else { continue }
        let less = thread - fiber
        verdicts.append(less.estimate.low > 0 ? .doesNotHold : less.estimate.high <= 0 ? .holds : .cannotTell)
        words.append("\(size >> 10) KiB: fiber \(fiber.estimate.words("ns")), thread \(thread.estimate.words("ns"))")
        figures.append(
            HereFigure("\(size >> 10) KiB cold after a fiber's switch", cost: evidence.amount(fiber)))
    }
    let verdict: Verdict =
        verdicts.allSatisfy { $0 == .doesNotHold }
        ? .doesNotHold : verdicts.contains(.doesNotHold) || verdicts.contains(.cannotTell) ? .cannotTell : .holds
    let reason = "Made cold by a switch, by the size of the working set: \(words.joined(separator: "; "))."
    return Judgement(verdict, reason, figures)
}

/// By the bytes of the set: what the switch of a probe makes cold.
private func cold(_ probe: RowName, _ evidence: Evidence) -> [Int: Cost] {
    let rows = evidence.rows(of: probe)
    func bytes(_ row: Row) -> Int? { row.name.value(of: "bytes") }
    guard let bare = rows.first(where: { bytes($0) == 0 })?.net else { return [:] }
    var costs: [Int: Cost] = [:]
    for row in rows {
        guard let bytes = bytes(row), bytes > 0, let net = row.net else { continue }
        costs[bytes] = net - bare
    }
    return costs
}
