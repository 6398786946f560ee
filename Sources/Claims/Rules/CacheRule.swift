internal import Basics
internal import Sampling

/// Swift tasks over bare fibers at the same events: what a scheduler that is rebuilt in user space costs the rest. What
/// a switch makes cold, after a fiber's and a thread's, is said beside: a bare fiber rebuilds nothing and shows nothing
/// of it.
let rebuiltRule: Rule = {
    let sizes = [0, 65_536, 1_048_576]
    let cold = ["touch.fiber.asm", "touch.pipe.thread"].flatMap { probe in
        sizes.map { RowName("\(probe)@bytes=\($0)") }
    }
    return servedRule(
        "io.swift", over: "io.epoll.fibers", .atLeastTimes(2), why: everyDepth,
        beside: ["fiber.task", "fiber.asm", "switch.yield.thread"], further: cold, remarks: rebuiltRemarks)
}()

@Sendable private func rebuiltRemarks(_ evidence: Evidence) -> [String] {
    var sentences: [String] = []
    if let task = try? evidence.row("fiber.task"), let bare = try? evidence.row("fiber.asm"),
        let ratio = task.cost / bare.cost
    {
        let thread = (try? evidence.row("switch.yield.thread")).flatMap { task.cost / $0.cost }
        sentences.append(
            "A switch between Swift tasks costs \(Headline.ratio(ratio.estimate).text) one between bare fibers"
                + (thread.map { " and \(Headline.ratio($0.estimate).text) one between threads" } ?? ""))
    }
    let (fibers, threads) = (cold("touch.fiber.asm", evidence), cold("touch.pipe.thread", evidence))
    let words = Set(fibers.keys).intersection(threads.keys).sorted().compactMap { size -> String? in
        guard let fiber = fibers[size], let thread = threads[size] else { return nil }
        return
            "\(Format.size(Double(size))): fiber \(fiber.estimate.words("ns")), thread \(thread.estimate.words("ns"))"
    }
    if !words.isEmpty {
        sentences.append("Made cold by a switch, by the size of the working set: \(words.joined(separator: "; "))")
    }
    return sentences
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
