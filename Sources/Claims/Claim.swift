internal import Basics
public import Sampling

/// One statement of the mail, and how it is compared with a result: one entry of the ``Ledger``.
public struct Claim: Sendable {
    /// What it is called in results and on the command line.
    public let id: String
    /// The statement, in our own words.
    public let says: String
    /// Whose statement it is.
    public let speaker: Speaker
    /// The figure that came with it.
    public let then: Then
    /// The rule by which it is decided, for people.
    public let how: String
    /// Why the comparison is one of like with like.
    public let fair: String
    /// What would change the verdict, and what speaks against the rule.
    public let wouldChange: String
    /// How many CPUs a machine must have for the claim to be decided on it.
    public let needsCPUs: Int
    /// The rule itself.
    let rule: Rule

    init(
        _ id: String, _ says: String, by speaker: Speaker = .molnar, then: Then, how: String, fair: String,
        wouldChange: String, needsCPUs: Int = 1, rule: Rule
    ) {
        (self.id, self.says, self.speaker, self.then) = (id, says, speaker, then)
        (self.how, self.fair, self.wouldChange) = (how, fair, wouldChange)
        (self.needsCPUs, self.rule) = (needsCPUs, rule)
    }

    /// The rows without which it cannot be decided.
    public var needs: [RowName] { rule.needs }

    /// Further rows, whose figures are said beside those that decide.
    public var beside: [RowName] { rule.beside }

    /// What a result says of the claim.
    public func judgement(on evidence: Evidence) -> Judgement {
        do {
            return try rule.judge(evidence)
        } catch {
            return judgement(without: error, on: evidence)
        }
    }

    /// Nothing is decided. Where a row is missing, so may be others that the rule has not come to yet: all are named,
    /// with the command that measures them.
    private func judgement(without absence: Absence, on evidence: Evidence) -> Judgement {
        var (reason, lack) = (absence.reason, absence.lack)
        if let missing = absence.missing {
            let rows = needs.filter(evidence.lacks)
            let runnable = (rows.contains(missing) ? rows : rows + [missing]).filter(evidence.canMeasure)
            if !runnable.isEmpty {
                lack = .rows(runnable)
                let names = runnable.count == 1 ? "\(runnable[0]) is" : "\(runnable.count) rows are"
                reason = "\(names) not in this result: run \(lack.text)"
                let unknown = rows.filter { !evidence.canMeasure($0) }.map(\.printable)
                if !unknown.isEmpty {
                    lack = .probe
                    reason += "; and no probe of this toll measures \(unknown.joined(separator: ", ")) yet"
                }
            }
        }
        if let cpus = evidence.cpus, cpus < Double(needsCPUs) {
            lack = .cpus(needsCPUs)
            reason += "; the claim needs \(lack.text), and this one has \(Format.decimal(cpus))"
        }
        let known =
            absence.known.isEmpty ? "" : " Known so far: " + absence.known.map(\.words).joined(separator: "; ") + "."
        return Judgement(
            Verdict(.cannotTell, factor: absence.first?.verdict.factor, needs: lack),
            headline: absence.first?.headline ?? .none, dramAccesses: absence.first?.dramAccesses,
            reason + "." + known, absence.figures)
    }
}

/// How a claim is decided: the rows that it takes, as data, and what is made of them.
struct Rule: Sendable {
    /// The rows without which it does not decide.
    var needs: [RowName]
    /// Further rows, which are said beside.
    var beside: [RowName] = []
    /// What comes of them. It throws where it has nothing to go by.
    let judge: @Sendable (Evidence) throws(Absence) -> Judgement

    init(
        _ needs: [RowName], beside: [RowName] = [], judge: @escaping @Sendable (Evidence) throws(Absence) -> Judgement
    ) {
        (self.needs, self.beside, self.judge) = (needs, beside, judge)
    }
}

/// Who made a claim.
public enum Speaker: String, Sendable, Codable {
    /// Ingo Molnar, who wrote the mail.
    case molnar = "Ingo Molnar"
    /// Linus Torvalds, whom it answers.
    case torvalds = "Linus Torvalds"
}
