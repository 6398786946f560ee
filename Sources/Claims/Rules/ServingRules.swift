internal import Basics
internal import Sampling

/// A rule for models of IO, judged wherever its rows were measured under the same workload: the usual one decides,
/// without it the first that the result has. The judgement says at how many connections and messages in flight it was
/// taken, and where it turns.
func whereverServed(
    _ judge: @escaping @Sendable (Evidence) throws(Absence) -> Judgement
) -> @Sendable (Evidence) throws(Absence) -> Judgement {
    { (evidence: Evidence) throws(Absence) -> Judgement in
        var (taken, usual): ([(where: String, judgement: Judgement)], Absence?) = ([], nil)
        for workload in evidence.workloads {
            let seen = evidence.under(workload)
            do throws(Absence) {
                taken.append((seen.circumstances, try judge(seen)))
            } catch {
                usual = usual ?? error
            }
        }
        guard let first = taken.first else { throw usual ?? Absence("nothing was served in this result") }
        var judgement = first.judgement
        let others = taken.dropFirst()
        let (same, turned) = (
            others.filter { $0.judgement.verdict == judgement.verdict },
            others.filter { $0.judgement.verdict != judgement.verdict }
        )
        var words = ([first] + same).map(\.where).joined(separator: "; ")
        for other in turned {
            let figure = other.judgement.here.figures.first
            let value = figure?.ratio?.words("") ?? figure?.cost?.nanoseconds.words("ns")
            words += "; at \(other.where): \(other.judgement.verdict.rawValue)" + (value.map { " (\($0))" } ?? "")
        }
        judgement.reason += " Verdict '\(judgement.verdict.rawValue)' at \(words)."
        if !turned.isEmpty { judgement.reason += " It turns with the workload." }
        judgement.here.figures += others.compactMap(\.judgement.here.figures.first)
        return judgement
    }
}

/// A request that a worker of the kernel carries out, over the same request done in line: the row's own baseline, in
/// the batches beside it.
@Sendable func puntRule(_ evidence: Evidence) throws(Absence) -> Judgement {
    let row = try evidence.row("io.request.punted")
    guard let inline = row.baseline, let ratio = row.cost / inline else {
        throw Absence("\(row.name) has no usable baseline of the same request done in line")
    }
    return Judgement(
        of: "\(row.name) over the same request in line", Reading("", ratio, .atMost(2)),
        figures: [
            HereFigure("\(row.name) over in line", ratio: ratio.estimate), evidence.figure(row),
            HereFigure("the request in line", cost: evidence.amount(inline)),
        ])
}

extension Evidence {
    /// The workloads under which models of IO were measured, as parameters behind a name: the usual one, which has
    /// none, first, then the others in the order of the result. Without any it is the usual one whose rows are missed.
    var workloads: [[ParameterValue]] {
        var found: [[ParameterValue]] = []
        for name in names where name.family == Evidence.served && !found.contains(name.parameters) {
            found.append(name.parameters)
        }
        return found.isEmpty ? [[]] : found.filter(\.isEmpty) + found.filter { !$0.isEmpty }
    }

    /// The workload in words: what the rows saw while they were set up and, beside that, what they were asked for.
    fileprivate var circumstances: String {
        let asked = workload.filter { ![RowFact.connections.name, RowFact.inFlight.name].contains($0.name) }
            .map { "\($0.name)=\($0.value)".printable }
        let facts = names.lazy.filter { $0.family == Evidence.served && $0.parameters == workload }
            .compactMap { try? self.row($0).facts }.first { $0[.connections] != nil }
        guard let facts, let connections = facts[.connections], let inFlight = facts[.inFlight] else {
            return workload.isEmpty
                ? "the usual workload" : workload.map { "\($0.name)=\($0.value)".printable }.joined(separator: ", ")
        }
        let words =
            "\(Format.decimal(connections)) connection\(connections == 1 ? "" : "s"), "
            + "\(Format.decimal(inFlight)) in flight"
        return ([words] + asked).joined(separator: ", ")
    }
}
