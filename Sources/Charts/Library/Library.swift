internal import Claims
public import Results
public import Sampling

extension Chart {
    /// Every chart that one result has something for.
    ///
    /// - Parameter probes: the names of all probes there are, for claims that lack one.
    public static func all(of result: ResultFile, probes: [RowName]) -> [Chart] {
        let figures = result.figures
        let charts = [
            claims(ClaimsReport(of: result, probes: probes)), ladder(figures), bill(Bill(of: result, probes: probes)),
            tails(figures), tax(figures), efficiency(result), batches(result),
        ]
        return charts.compactMap(\.self) + variants(result, figures: figures)
    }
}
