import Charts
import Machine
import Results
import Sampling
import Support
import SystemPackage
import Testing

/// A row over time, as a chart and in characters.
@Suite struct HistoryChartTests {
    /// Five days of one machine, of which the fourth began with another kernel; and a result of another machine.
    static let history: RowHistory? = {
        let scratch = Scratch()
        let heads = (0..<6).compactMap { day -> ResultHead? in
            var result = LibraryTests.result([
                "cpu.model": .text(day == 5 ? "Another" : "Scripted 3000"), "machine.hypervisor": .text("none"),
                "kernel.release": .text(day < 3 ? "6.18.0" : "6.19.1"),
            ])
            result.run.began += Int64(day % 5) * 86_400
            result.records = [record("switch.pipe.process", 2000 + (day < 3 ? 0 : 90) + Double(day))]
            guard let bytes = try? result.encoded() else { return nil }
            let path = scratch.write(String(decoding: bytes, as: UTF8.self), to: "day-\(day).json")
            return try? ResultHead(reading: FilePath(path))
        }
        return try? RowHistory(of: "switch.pipe.process", in: heads)
    }()

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
            ])
        // Dates are evenly spaced from the first run to the last, as the axis is.
        #expect(chart.blocks[2].rows.first?[1] == "2007-01-31" && chart.blocks[2].rows.last?[1] == "2007-02-04")
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
