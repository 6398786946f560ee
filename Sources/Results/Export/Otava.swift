internal import Sampling

/// Runs of one machine in the order in which they were made, with the rows that all of them have: what finds change
/// points takes no gaps.
///
/// Source: apache/otava, docs, "Importing results from CSV".
struct History {
    private let runs: [QuickResult]
    private let names: [RowName]
    /// Rows that some of the runs do not have.
    private let partial: [RowName]

    /// - Throws: where they are not of one machine, or have no row in common.
    init(_ runs: [QuickResult]) throws(BadResult) {
        let machines = Set(runs.map(\.machineName))
        guard machines.count < 2 else {
            throw BadResult(
                "a history is of one machine, and these are of \(machines.count): "
                    + machines.sorted().joined(separator: "; "))
        }
        self.runs = runs.inOrder()
        var counts: [RowName: Int] = [:]
        for name in runs.flatMap({ Set($0.costs.keys) }) { counts[name, default: 0] += 1 }
        names = counts.filter { $0.value == runs.count }.keys.sorted()
        partial = counts.filter { $0.value < runs.count }.keys.sorted()
        guard !names.isEmpty else { throw BadResult("no row has a valid figure in every run") }
        guard runs.allSatisfy(\.isDated) else {
            throw BadResult("a result does not say when it was measured")
        }
    }

    /// A line a run: its time, what identifies it, and the median of each row.
    var csv: String {
        func field(_ text: String) -> String { ExportFormat.csv.csvText(text) }
        let head = ["time", "run", "kernel"] + names.map { field($0.text) }
        let lines = runs.map { run in
            [utc(run.began ?? 0), field(run.label), field(run.kernel ?? "")]
                + names.map { name in run.costs[name].map { "\($0)" } ?? "" }
        }
        return ([head] + lines).map { $0.joined(separator: ",") + "\n" }.joined()
    }

    /// What the columns are: in each of them less is better.
    var otavaConfig: String {
        var lines = partial.isEmpty ? [] : ["# Not in every run: " + partial.map(\.printable).joined(separator: ", ")]
        lines += [
            "tests:", "  toll:", "    type: csv", "    file: toll.csv", "    time_column: time",
            "    attributes: [run, kernel]", "    metrics:",
        ]
        for name in names {
            let quoted = "'" + name.printable.replacing("'", with: "''") + "'"
            lines += ["      \(quoted):", "        column: \(quoted)", "        direction: -1"]
        }
        return lines.joined(separator: "\n") + "\n"
    }
}

extension QuickResult {
    /// The valid costs, by row.
    fileprivate var costs: [RowName: Double] {
        let valid = figures.filter { $0.status == .measured }.compactMap { figure -> (RowName, Double)? in
            guard let median = figure.cost?.median, median.isFinite else { return nil }
            return (figure.name, median)
        }
        return Dictionary(valid, uniquingKeysWith: { first, _ in first })
    }
}
