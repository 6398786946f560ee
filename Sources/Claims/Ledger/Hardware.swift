internal import Basics
internal import Glibc
internal import Sampling

/// How the machines of 2007 grew into today's.
let hardwareClaims: [Claim] = [
    Claim(
        "hardware-outruns", "Hardware gets half as fast again every ten months and so outruns cleverness.",
        then: .ratio(yearlyGrowth, "1.5 times in ten months is 1.63 times a year"),
        how: "each figure of 2007 over today's, as a factor a year since then: holds if every interval begins at or "
            + "above 1.63, does not if one ends below",
        judge: growthRule)
]

/// Half as fast again in ten months, over a year.
private let yearlyGrowth = pow(1.5, 12.0 / 10)

/// The figures of 2007 that today's are held against.
private let timesOf2007: [(what: String, nanoseconds: Double, today: @Sendable (Evidence) throws(Absence) -> Cost)] = [
    ("process switch", 650, today(.process)), ("thread switch", 500, today(.thread)),
    ("kernel-thread switch", 350, today(.kernelThread)), ("null system call", 100, today("syscall.null.raw")),
    ("access to DRAM", Then.nanosecondsPerDRAMAccess, today(Evidence.yardstick)),
]

private func today(_ kind: TaskKind) -> @Sendable (Evidence) throws(Absence) -> Cost {
    { (evidence: Evidence) throws(Absence) -> Cost in try kind.answer(try kind.row(in: evidence)) }
}

private func today(_ name: RowName) -> @Sendable (Evidence) throws(Absence) -> Cost {
    { (evidence: Evidence) throws(Absence) -> Cost in try evidence.row(name).cost }
}

@Sendable private func growthRule(_ evidence: Evidence) throws(Absence) -> Judgement {
    let years = (Double(evidence.began) - Double(Ledger.source.secondsSince1970)) / (365.25 * 86400)
    guard years > 1, years < 1000 else { throw Absence("the date of this result is not after 2007, or makes no sense") }
    var (verdicts, told, figures): ([Verdict], [String], [HereFigure]) = ([], [], [])
    var absences: [String] = []
    for (what, nanoseconds, today) in timesOf2007 {
        do throws(Absence) {
            let cost = try today(evidence).estimate
            guard cost.low > 0 else { throw Absence("the interval of today's \(what) reaches down to 0") }
            let yearly = cost.mapped { pow(nanoseconds / $0, 1 / years) }
            verdicts.append(
                yearly.low >= yearlyGrowth ? .holds : yearly.high < yearlyGrowth ? .doesNotHold : .cannotTell)
            told.append(
                "\(what) \(yearly.words("")) (\(Format.decimal(nanoseconds)) to \(Format.digits(cost.median)) ns)")
            figures.append(HereFigure("\(what), 2007 over today, a year", ratio: yearly))
        } catch {
            absences.append(error.reason)
        }
    }
    guard !verdicts.isEmpty else { throw Absence(absences.joined(separator: "; ")) }
    let verdict: Verdict =
        verdicts.contains(.doesNotHold) ? .doesNotHold : verdicts.contains(.cannotTell) ? .cannotTell : .holds
    let growth = Format.digits(pow(yearlyGrowth, years))
    return Judgement(
        verdict,
        "Times a year since 2007: \(told.joined(separator: ", ")). Half as fast again in ten months is "
            + "\(Format.digits(yearlyGrowth)) times a year, \(growth) times in "
            + "\(Format.decimal(years, places: 1)) years.",
        figures)
}
