internal import Sampling

/// What it costs to enter the kernel, and what that means for the hardware.
let entryClaims: [Claim] = [
    Claim(
        "null-syscall", "The most that scheduling in user space can save is one null system call.",
        then: .nanoseconds(100),
        how: "the raw null system call: holds if its interval ends at or below 100 ns, does not if it begins above",
        judge: timeRule("syscall.null.raw", 100)),

    Claim(
        "dram-yardstick", "A null system call takes about as long as one access to DRAM.", then: .ratio(1),
        how: "the null system call over one dependent random load on huge pages, in the same rounds: holds within a "
            + "factor of 2",
        judge: ratioRule("syscall.null.raw", over: Evidence.yardstick, .about, beside: ["memory.dram.small"])),

    Claim(
        "isolation-fast", "Makers of hardware will keep the way into the kernel lightning fast.",
        then: .nanoseconds(100, "a null system call is about one access to DRAM"),
        how: "the null system call against 100 ns and against one access to DRAM: holds if it is above neither, does "
            + "not if it is above both; the floor of entering, int 0x80 and a seccomp filter are shown beside",
        judge: isolationRule),
]

@Sendable private func isolationRule(_ evidence: Evidence) throws(Absence) -> Judgement {
    let null = try evidence.row("syscall.null.raw")
    let accesses = try null.over(try evidence.row(Evidence.yardstick))
    let readings = [
        Reading("time", null.cost, .atMost(100), unit: "ns"), Reading("accesses to DRAM", accesses, .atMost(1)),
    ]
    let verdicts = Set(readings.map(\.verdict))
    let verdict = verdicts.count == 1 ? readings[0].verdict : .cannotTell
    var sentences = ["\(null.name): " + readings.map(\.words).joined(separator: "; ")]
    if verdicts.count > 1 {
        let told = readings.map { "by \($0.label) '\($0.verdict.rawValue)'" }.joined(separator: ", ")
        sentences.append("The two do not agree: \(told)")
    }
    let beside: [RowName] = ["syscall.enosys", "syscall.null.int80", "syscall.null.seccomp"]
    let rows = beside.compactMap { try? evidence.row($0) }
    if !rows.isEmpty {
        sentences.append(
            "Beside it " + rows.map { "\($0.name) \($0.cost.estimate.words("ns"))" }.joined(separator: ", "))
    }
    return Judgement(
        verdict, sentences.map { $0 + "." }.joined(separator: " "), ([null] + rows).map(evidence.figure))
}
