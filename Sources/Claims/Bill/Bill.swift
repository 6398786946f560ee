public import Results
public import Sampling

/// Of which parts a process switch is made up on this machine. Every line is a difference taken in the same rounds.
///
/// The whole is one row, and the parts are made of others: no part holds that row or its twin. So their sum may differ
/// from the whole, and what is not explained says by how much.
public struct Bill: Codable, Sendable, Equatable {
    /// One line.
    public struct Line: Codable, Sendable, Equatable {
        /// What is paid for.
        public var what: String
        /// The rows that it was made of, and how.
        public var how: String
        /// Nanoseconds; nil where they are not known.
        public var nanoseconds: Estimate?
        /// The line over the whole; nil for what is not part of it.
        public var share: Double?
        /// Why there is no figure, or what limits it.
        public var reason: String?
    }

    /// The whole, measured by itself: what a task pays for one hop through a pipe to another process.
    public var whole: Line
    /// The parts.
    public var parts: [Line]
    /// The whole less the parts: what no line explains, or what lines explain twice.
    public var unexplained: Line
    /// What may come on top, and is not in the whole.
    public var extras: [Line]
    /// What has to be known of a run that did not come to its end.
    public var shortfall: String?

    /// What the rows must hold for every line to have a figure.
    public static let command =
        "toll run syscall.enosys syscall.null switch.yield switch.pipe switch.futex.thread machine.trap"

    /// Makes the bill of a result. `probes` are the names of all that this toll can measure.
    public init(of result: ResultFile, probes: some Sequence<RowName>) {
        self.init(of: result, by: Evidence(result, probes: probes))
    }

    /// The same by what has been worked out of the result already.
    public init(of result: ResultFile, by evidence: Evidence) {
        shortfall = result.run.shortfall
        let total = Entry.whole.line(evidence, whole: nil)
        whole = total.line
        let made = Entry.parts.map { $0.line(evidence, whole: total.cost) }
        parts = made.map(\.line)
        extras = Entry.extras.map { $0.line(evidence, whole: nil).line }
        let rest = Entry(
            "not explained", "the whole less the sum of the lines above, which were measured in other rows",
            { _ throws(Absence) in
                guard var rest = total.cost else { throw Absence(total.line.reason ?? "there is no whole") }
                for (line, cost) in made {
                    guard let cost else { throw Absence("'\(line.what)' has no figure") }
                    rest = rest - cost
                }
                return rest
            })
        unexplained = rest.line(evidence, whole: total.cost).line
    }
}

/// How a line is worked out: one entry for each.
struct Entry {
    let what: String
    let how: String
    let cost: (Evidence) throws(Absence) -> Cost

    init(_ what: String, _ how: String, _ cost: @escaping (Evidence) throws(Absence) -> Cost) {
        self.what = what
        self.how = how
        self.cost = cost
    }

    func line(_ evidence: Evidence, whole: Cost?) -> (line: Bill.Line, cost: Cost?) {
        do throws(Absence) {
            let cost = try cost(evidence)
            let share = whole.map { cost.estimate.median / $0.estimate.median }
            let limits = cost.isPaired ? nil : "the rows share too few rounds, so they are related as if of runs apart"
            return (Bill.Line(what: what, how: how, nanoseconds: cost.estimate, share: share, reason: limits), cost)
        } catch {
            let missing = error.missing.flatMap { evidence.canMeasure($0) ? "'toll run \($0)' does that" : nil }
            return (
                Bill.Line(what: what, how: how, nanoseconds: nil, share: nil, reason: missing ?? error.reason), nil
            )
        }
    }
}
