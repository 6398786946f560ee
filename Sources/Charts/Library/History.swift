internal import Basics
public import Results
internal import Sampling

extension Chart {
    /// What a row came to on one machine, run after run, with what changed between them.
    public static func history(_ history: RowHistory) -> Chart {
        let runs = history.runs
        let shown = HistoryScale(runs.map(\.figure))
        let changes = zip(runs, runs.dropFirst()).filter { !$1.changes.isEmpty }.enumerated().map { index, pair in
            // What changed did so at some time between the two.
            (place: (Double(pair.0.began) + Double(pair.1.began)) / 2, mark: "[\(index + 1)]", run: pair.1)
        }
        let notes = changes.map { change in
            "\(change.mark) \(day(change.run.began)): \(change.run.changes.joined(separator: "; "))"
        }
        let what = history.unit == Unit.nanoseconds.rawValue ? "time of one operation" : "memory of one operation"
        let began = runs.map(\.began)
        let dates = DateScale(from: began.min() ?? 0, to: began.max() ?? 0).marks
        let marks = changes.map { [Cell.number($0.place), .text($0.mark)] }
        return Chart(
            "history-" + history.name.text, title: "\(history.name) on \(history.machine)", template: .history,
            variables: [
                ("unit", .text(history.unit)), ("what", .text(history.isNet ? what + ", net" : what)),
                ("bottom", .number(shown.low)), ("top", .number(shown.high)),
            ],
            blocks: [
                Block(
                    rows: runs.map { run in
                        [.number(Double(run.began))] + cells(run.figure) + [.number(run.isPoor ? 1 : 0)]
                    }), Block(rows: marks.isEmpty ? [[.missing, .missing]] : marks),
                Block(rows: dates.map { [.number(Double($0.seconds)), .text($0.wide), .text($0.narrow)] }),
            ],
            notes: notes
                + history.leftOut.map { left in
                    "\(numbered(left.results.count, "result")) left out \(left.why)"
                } + ["the newest run: \(history.newest)"],
            bars: bars(history, shown, marks: changes.map { ($0.run.began, $0.mark) }))
    }

    /// "2026-11-25".
    private static func day(_ seconds: Int64) -> String { String(Format.moment(seconds).prefix(10)) }

    /// In characters: a line a run, and above it what changed.
    private static func bars(
        _ history: RowHistory, _ shown: HistoryScale, marks: [(began: Int64, mark: String)]
    ) -> TextChart {
        let middle = median(of: history.runs.map(\.figure.median))
        // Where two began in one minute, seconds distinguish them.
        let isBrief = Set(history.runs.map { Format.moment($0.began) }).count < history.runs.count
        func moment(_ began: Int64) -> String {
            Format.moment(began).dropLast(4) + (isBrief ? Format.seconds(of: began) : "")
        }
        let rows = history.runs.flatMap { run -> [TextChart.Row] in
            let mark = run.changes.isEmpty ? "" : marks.first { $0.began == run.began }?.mark ?? ""
            let figure = run.figure
            let text = Format.amount(figure.median, history.unit) + " ±" + figure.plusMinus(history.unit)
            return run.changes.map { TextChart.Row("▼ \(mark) \($0)", "", .heading) } + [
                TextChart.Row(
                    moment(run.began), text + (run.grade.map { " " + $0.rawValue } ?? ""),
                    .marks(
                        [.init(figure.median, run.isPoor ? "○" : "●")],
                        line: figure.low <= figure.high ? figure.low...figure.high : nil, against: middle))
            ]
        }
        let reach = "\(Format.amount(shown.low, history.unit)) to \(Format.amount(shown.high, history.unit))"
        return TextChart(
            scale: .init(shown.low, shown.high),
            legend: "● \(history.isNet ? "net" : "cost"), ○ of grade C or D, ─ the 95 % interval, │ the median "
                + "of all runs; ▼ what changed before a run; from \(reach)", rows: rows)
    }
}

/// What is shown of the figures: all of them with a margin, and of their intervals what does not hide them.
private struct HistoryScale {
    let low: Double
    let high: Double

    init(_ figures: [Estimate]) {
        let medians = figures.map(\.median)
        let (least, most) = (medians.min() ?? 0, medians.max() ?? 1)
        let margin = max(most - least, abs(most) * 0.04, 1e-9)
        low = max(least - margin, figures.map(\.low).filter(\.isFinite).min() ?? least) - margin / 10
        high = min(most + margin, figures.map(\.high).filter(\.isFinite).max() ?? most) + margin / 10
    }
}

extension RowHistory.Run {
    /// Whether something serious was noticed.
    fileprivate var isPoor: Bool { grade.map { $0 >= .c } ?? false }
}

extension Chart.Template {
    /// A figure over time, with marks.
    public static let history = Chart.Template(PackageResources.history_gp)
}
