public import Results
internal import Sampling

/// What several rows of a result say together and none by itself: remarks under its table.
public enum Findings {
    /// Sentences without full stops; empty where no rows belong together.
    public static func sentences(on result: ResultFile) -> [String] {
        let evidence = Evidence(result, probes: [])
        return all.compactMap { $0(evidence) }
    }

    private static let all: [@Sendable (Evidence) -> String?] = [priceOfPid]

    /// Only where there is a line: the price by one depth alone is that row's own figure.
    @Sendable private static func priceOfPid(_ evidence: Evidence) -> String? {
        let rows = evidence.rows(of: "create.pid.level")
        guard rows.count > 2, let price = try? PidPrice(rows) else { return nil }
        let share = price.process.map { process in
            "; with what is paid once that is \(Headline.share(price.share(of: process).estimate).words) of making "
                + "and reaping the cheapest process, "
                + process.estimate.words("ns")
        }
        return "one PID: " + price.words + (share ?? "")
    }
}
