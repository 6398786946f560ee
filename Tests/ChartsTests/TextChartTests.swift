import Charts
import Testing

@Suite struct TextChartTests {
    private let rows: [TextChart.Row] = [
        .init("a", "10 ns", .bar(from: 0, to: 10, dark: 5, mark: 8)),
        .init(
            "a.long.name.of.a.row.that.does.not.fit.anywhere", "2.40 µs", .bar(from: 0, to: 99, dark: nil, mark: nil)),
        .init("a series", "", .heading), .init("b", "", .strip([0, 0.1, 0.5, 1])),
        .init("c", "x", .marks([.init(5, "●")], line: 2...99, against: 1)),
        .init("d", "", .shades([0.25, nil, 1])), .init("e", "", .bar(from: 0, to: .nan, dark: .infinity, mark: .nan)),
    ]

    @Test(arguments: [20, 40, 80, 160]) func noLineIsTooLong(width: Int) {
        let chart = TextChart(scale: .init(0, 10), legend: "what the characters mean, at some length", rows: rows)
        for line in chart.lines(width: width) { #expect(line.count <= width, "\(line)") }
    }

    @Test func theLengthOfABarIsItsValue() {
        let lines = TextChart(
            scale: .init(0, 10), legend: "",
            rows: [0, 5, 10, 20].map { .init("r", "", .bar(from: 0, to: $0, dark: nil, mark: nil)) }
        ).lines(width: 45)
        #expect(lines.prefix(3).map { $0.count { $0 == "█" } } == [0, 20, 40])
        #expect(lines[3].hasSuffix("▶"), "what is cut off is marked")
    }

    @Test func equalFactorsAreEquallyWide() {
        let lines = TextChart(
            scale: .init(1, 10_000, isLogarithmic: true), legend: "",
            rows: [10, 100, 1000].map { .init("", "", .bar(from: 1, to: $0, dark: nil, mark: nil)) }
        ).lines(width: 84)
        #expect(lines.prefix(3).map(\.count) == [22, 42, 62])
    }

    @Test func whatComesFromAFileCannotReachTheTerminal() {
        let chart = TextChart(legend: "", rows: [.init(Cases.evil, Cases.evil, .strip([1]))])
        #expect(!chart.lines(width: 200).joined().contains("\u{1B}"))
    }
}
