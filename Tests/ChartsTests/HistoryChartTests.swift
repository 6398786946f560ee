import Machine
import Results
import Sampling
import Support
import SystemPackage
import Testing

@testable import Charts

/// A row over time, as a chart and in characters.
@Suite struct HistoryChartTests {
    /// Five days of one machine, of which the fourth began with another kernel; and a result of another machine.
    static let history = history(apart: 86_400)

    /// The same with another time between two runs, in seconds.
    private static func history(apart: Int64) -> RowHistory? {
        let scratch = Scratch()
        let heads = (0..<6).compactMap { day -> ResultHead? in
            var result = LibraryTests.result([
                "cpu.model": .text(day == 5 ? "Another" : "Scripted 3000"), "machine.hypervisor": .text("none"),
                "kernel.release": .text(day < 3 ? "6.18.0" : "6.19.1"),
            ])
            result.run.began += Int64(day % 5) * apart
            result.records = [record("switch.pipe.process", 2000 + (day < 3 ? 0 : 90) + Double(day))]
            guard let bytes = try? result.encoded() else { return nil }
            let path = scratch.write(String(decoding: bytes, as: UTF8.self), to: "day-\(day).json")
            return try? ResultHead(reading: FilePath(path))
        }
        return try? RowHistory(of: "switch.pipe.process", in: heads)
    }

    static var chart: Chart? { history.map { Chart.history($0) } }

    @Test func changesStandBetweenTheRunsWhereTheyHappened() throws {
        let chart = try #require(Self.chart)
        #expect(chart.name == "history-switch-pipe-process")
        #expect(chart.title == "switch.pipe.process on Scripted 3000")
        let times = chart.blocks[0].rows.map { $0[0] }
        #expect(times == (0..<5).map { .number(Double(1_170_244_800 + $0 * 86_400)) })
        #expect(chart.blocks[1].rows == [[.number(1_170_244_800 + 2.5 * 86_400), "[1]"]])
        #expect(
            chart.notes == [
                "[1] 2007-02-03: Kernel: release: 6.18.0 → 6.19.1",
                "1 result left out of another machine, Another",
                "the newest run: Scripted 3000 · Linux 6.19.1 · 2007-02-04 12:00 UTC",
            ])
        // A date stands where its day begins.
        let dates: [[Chart.Cell]] = [
            [1_170_288_000, "2007-02-01", "2007-02-01"], [1_170_374_400, "2007-02-02", ""],
            [1_170_460_800, "2007-02-03", ""], [1_170_547_200, "2007-02-04", "2007-02-04"],
        ]
        #expect(chart.blocks[2].rows == dates)
    }

    /// However far apart the runs are, two to seven moments are named, each otherwise, in their order.
    @Test(arguments: [
        1, 2, 5, 6, 7, 40, 61, 100, 127, 300, 400, 599, 1000, 3600, 5000, 9999, 30_000, 86_399, 86_400, 200_000,
        345_600, 400_000, 1_000_000, 3_000_000, 5_300_000, 9_000_000, 31_600_000, 70_000_000, 400_000_000,
        9_000_000_000,
    ])
    func momentsAreNamedOnce(seconds: Int64) throws {
        for first in [0, 59, 1_170_244_800, 1_196_467_199, 1_203_984_007] as [Int64] {
            let marks = DateScale(from: first, to: first + seconds).marks
            #expect((2...7).contains(marks.count), "\(first): \(marks)")
            #expect(Set(marks.map(\.wide)).count == marks.count, "\(first): \(marks)")
            let narrow = marks.map(\.narrow).filter { !$0.isEmpty }
            #expect((1...3).contains(narrow.count) && Set(narrow).count == narrow.count, "\(first): \(marks)")
            #expect(marks.allSatisfy { (first...first + seconds).contains($0.seconds) }, "\(first): \(marks)")
            #expect(marks.map(\.seconds) == marks.map(\.seconds).sorted())
        }
    }

    @Test func momentsAreRound() {
        func names(_ first: Int64, _ last: Int64) -> [String] { DateScale(from: first, to: last).marks.map(\.wide) }
        let noon: Int64 = 1_170_244_800
        #expect(names(noon, noon) == ["01-31 12:00"])
        #expect(names(noon + 1, noon + 9) == (1...4).map { "01-31 12:00:0\($0 * 2)" })
        #expect(names(noon + 20, noon + 250) == (1...4).map { "01-31 12:0\($0)" })
        #expect(names(noon, noon + 30_000) == ["12:00", "14:00", "16:00", "18:00", "20:00"].map { "01-31 \($0)" })
        #expect(names(noon, noon + 100_000_000) == ["2007-07", "2008-01", "2008-07", "2009-01", "2009-07", "2010-01"])
    }

    @Test(arguments: [60, 80, 100, 160]) func inCharactersItFitsTheWidth(width: Int) throws {
        let chart = try #require(Self.chart)
        let lines = try #require(chart.bars).lines(width: width)
        for line in lines { #expect(line.count <= width, "\(line)") }
        // A line a run, the mark above the fourth.
        #expect(lines[0].hasPrefix("2007-01-31 12:00") && lines[0].contains("●") && lines[0].contains("2.00 µs"))
        #expect(lines.joined(separator: " ").contains("▼ [1] Kernel: release: 6.18.0 → 6.19.1"))
        #expect(lines.firstIndex { $0.hasPrefix("▼") } == 3)
    }

    /// Runs of one minute are told apart by their seconds.
    @Test func noTwoRunsAreNamedAlike() throws {
        let chart = Chart.history(try #require(Self.history(apart: 15)))
        let lines = try #require(chart.bars).lines(width: 100).filter { $0.hasPrefix("2007-01-31 12:0") }
        #expect(lines.map { $0.prefix(20) }.last == "2007-01-31 12:01:00 ")
        #expect(Set(lines.map { $0.prefix(20) }).count == 5)
    }

    private static func record(_ name: RowName, _ cost: Double) -> Record {
        var record = Record(
            Subject(name: name, operation: "hop", operationsPerIteration: 1, declaration: Declaration([:]), tasks: 1))
        for number in 0..<3 {
            var launch = Launch(order: VisitOrder(pairs: 4, iterations: 1000, baselineIterations: 0))
            launch.rounds = Array(0..<4)
            launch.times = (0..<16).map { Int64(cost * 1000) + Int64($0 * 7 % 5 + number) * 100 }
            launch.chain = Array(repeating: 1000, count: 20)
            launch.adds = Array(repeating: 500, count: 20)
            record.launches.append(launch)
        }
        return record
    }
}
