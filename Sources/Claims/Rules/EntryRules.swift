internal import Basics
internal import Glibc
internal import Results
internal import Sampling

/// A null call, against a time. Which call is one is a matter of meaning: from a number that is no call, the floor of
/// entering, to getppid, which does a little and is what benchmarks of the time called.
let nullCallRule = Rule(["syscall.null.raw"], beside: [floor, Evidence.yardstick]) { evidence throws(Absence) in
    let null = try evidence.row("syscall.null.raw")
    let bound = Bound.atMost(FigureOf2007.nullSyscall.nanoseconds)
    let low = try? evidence.row(floor)
    var reading: Reading
    if let low {
        reading = Reading("", from: low.cost, to: null.cost, as: Headline.time, bound)
    } else {
        reading = Reading("", null.cost, as: Headline.time, bound)
    }
    reading.dramAccesses = evidence.accesses(null.cost)
    return Judgement(
        of: (low.map { "\($0.name) to " } ?? "") + null.name.printable, reading,
        remarks: evidence.dramRemark(null.cost, then: FigureOf2007.nullSyscall.nanoseconds),
        figures: [evidence.figure(null)] + (low.map { [evidence.figure($0)] } ?? []))
}

/// The same range over one access to DRAM.
let yardstickRule = Rule(
    ["syscall.null.raw", Evidence.yardstick], beside: [floor, "memory.dram.small"]
) { evidence throws(Absence) in
    let (null, dram) = (try evidence.row("syscall.null.raw"), try evidence.row(Evidence.yardstick))
    let ratio = try null.over(dram)
    let low = try? evidence.row(floor)
    let reading =
        if let low, let least = low.cost / dram.cost {
            Reading("", from: least, to: ratio, as: Headline.ratio, .within(2))
        } else { Reading("", ratio, .within(2)) }
    return Judgement(
        of: (low.map { "\($0.name) to " } ?? "") + "\(null.name) over \(dram.name)", reading,
        figures: [HereFigure("\(null.name) over \(dram.name)", ratio: ratio.estimate)]
            + [null, dram].map(evidence.figure) + evidence.figures([floor, "memory.dram.small"]))
}

/// The way into the kernel and out, without anything that a call does there, against a null call of 2007.
let isolationRule = Rule(
    [floor],
    beside: ["syscall.null.raw", "syscall.null.int80", "syscall.null.seccomp", "machine.trap", Evidence.yardstick]
) { evidence throws(Absence) in
    let row = try evidence.row(floor)
    let then = FigureOf2007.nullSyscall.nanoseconds
    var remarks = evidence.dramRemark(row.cost, then: then)
    let rows = (["syscall.null.raw", "syscall.null.seccomp", "syscall.null.int80"] as [RowName])
        .compactMap { try? evidence.row($0) }
    if !rows.isEmpty {
        remarks.append("Beside it " + rows.map { "\($0.name) \($0.cost.estimate.words("ns"))" }.joined(separator: ", "))
    }
    if let trap = try? evidence.row("machine.trap"), let old = try? evidence.row("syscall.null.int80"),
        old.cost.estimate.low > trap.cost.estimate.high
    {
        remarks.append(
            "Of int 0x80 the hypervisor takes up to \(trap.cost.estimate.words("ns")) (\(trap.name), one exit), where "
                + "the "
                + "kernel asks the interrupt controller on that way in; that part is not the processor's")
    }
    return Judgement(
        of: row.name.printable, evidence.time("", row.cost, .atMost(then)), remarks: remarks,
        figures: ([row] + rows).map(evidence.figure))
}

/// A call of a number that is none.
private let floor: RowName = "syscall.enosys"

/// Each figure of 2007 over today's, as a factor a year. No verdict: the mail's rate was one of throughput.
let growthRule = Rule(
    ["syscall.null.raw", Evidence.yardstick], beside: ["switch.yield.process", "switch.yield.thread"]
) {
    evidence throws(Absence) in
    let years = (Double(evidence.began) - Double(Ledger.source.secondsSince1970)) / (365.25 * 86400)
    guard years > 1, years < 1000 else { throw Absence("the date of this result is not after 2007, or makes no sense") }
    var (rates, listed, figures, absences): ([Estimate], [String], [HereFigure], [Absence]) = ([], [], [], [])
    for then in FigureOf2007.all {
        do throws(Absence) {
            let cost = try evidence.today(then).cost.estimate
            guard cost.low > 0 else {
                throw Absence("the interval of today's \(then.what) reaches down to 0", lack: .precision)
            }
            let yearly = cost.mapped { pow(then.nanoseconds / $0, 1 / years) }
            guard yearly.high.isFinite else { throw Absence("today's \(then.what) takes no time at all") }
            rates.append(yearly)
            listed.append(
                "\(then.what) \(yearly.words("")) (\(Format.decimal(then.nanoseconds)) to "
                    + "\(Format.digits(cost.median)) ns)"
            )
            figures.append(HereFigure("\(then.what), 2007 over today, a year", ratio: yearly))
        } catch {
            absences.append(error)
        }
    }
    rates.sort { $0.median < $1.median }
    guard let least = rates.first, let most = rates.last else { throw Absence(joining: absences) }
    let growth = Format.digits(pow(yearlyGrowth, years))
    return Judgement(
        Verdict(.notAMeasurement),
        headline: rates.count == 1 ? .ratio(least) : .range(.ratio(least), .ratio(most)),
        "Times a year since 2007: \(listed.joined(separator: ", ")). Half as fast again in ten months is "
            + "\(Format.digits(yearlyGrowth)) times a year, \(growth) times in \(Format.decimal(years, places: 1)) "
            + "years; "
            + "that was said of throughput, and these are latencies.", figures)
}

/// Half as fast again in ten months, over a year.
let yearlyGrowth = pow(1.5, 12.0 / 10)
