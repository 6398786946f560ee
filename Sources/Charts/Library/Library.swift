internal import Claims
public import Results
public import Sampling

extension Chart {
    /// Every chart that one result has something for, each with the machine, the kernel, the date and the version
    /// below.
    ///
    /// - Parameter probes: the names of all probes there are, for claims that lack one.
    public static func all(of result: ResultFile, probes: [RowName]) -> [Chart] {
        let figures = result.figures
        let evidence = Evidence(result, probes: probes)
        let charts = [
            claims(ClaimsReport(of: result, by: evidence)), ladder(figures), bill(Bill(of: result, by: evidence)),
            tails(figures), tax(figures), efficiency(result), batches(result),
        ]
        let provenance = result.provenance
        return (charts.compactMap(\.self) + variants(result, figures: figures)).map { chart in
            var chart = chart
            chart.notes.append(provenance)
            return chart
        }
    }
}
