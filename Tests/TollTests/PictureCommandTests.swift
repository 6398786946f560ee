import Machine
import Results
import Sampling
import Support
import Testing

/// Commands that write pictures: what they write where, and which result they take.
@Suite(.enabled(if: Command.has("gnuplot"), "gnuplot is not installed"))
struct PictureCommandTests {
    private let scratch = Scratch()

    /// Stores rows of the fixture, the later the newer.
    private func store(_ name: String, rows: Range<Int> = 0..<6, age seconds: Int, kernel: String = "6.18.0") throws {
        var file = FixtureResult.file
        file.records = Array(file.records[rows])
        file.machine["kernel.release"] = .text(kernel)
        file.run.began -= Int64(seconds)
        _ = Command.run(["mkdir", "-p", scratch.path + "/toll/results"])
        let path = scratch.write(String(decoding: try file.encoded(), as: UTF8.self), to: "toll/results/\(name).json")
        _ = Command.run(["touch", "-d", "@\(1_700_000_000 - seconds)", path])
    }

    private func toll(_ words: String...) -> Command {
        Command.run([Command.toll] + words, environment: ["XDG_DATA_HOME": scratch.path, "COLUMNS": "100"])
    }

    @Test func aCardIsTwoPicturesOrTheOneThatIsNamed() throws {
        try store("whole", age: 200)
        try store("part", rows: 1..<2, age: 100)
        let stem = scratch.file("card")
        let both = toll("card", "whole", "-o", stem)
        #expect(both.status == 0 && both.errors == "" && both.output == "\(stem).svg\n\(stem).png\n")
        #expect(Processes.text(stem + ".svg").contains("What A Machine charges"))
        let one = toll("card", "whole", "-o", stem + "-alone.svg")
        #expect(one.output == stem + "-alone.svg\n")
        #expect(Processes.text(stem + "-alone.svg") == Processes.text(stem + ".svg"))
        #expect(!Processes.names(in: scratch.path).contains("card-alone.svg.png"))
        let none = toll("card", "part", "-o", stem)
        #expect(none.status == 0, "a switch is one of its figures: \(none.errors)")
        try store("nothing", rows: 4..<6, age: 50)
        let without = toll("card", "nothing", "-o", stem)
        #expect(without.status != 0 && without.errors.contains("none of the figures that a card shows"))
    }

    /// A run of a single row is not what people mean by "the newest".
    @Test func chartsAreOfTheNewestThatHasThem() throws {
        try store("whole", age: 200)
        try store("part", rows: 0..<1, age: 100)
        let plotted = toll("plot", "--terminal")
        #expect(plotted.output.contains("switch.pipe.process"))
        #expect(plotted.errors.contains("the newest result with rows for a chart: whole"))
        let ladder = toll("plot", "--terminal", "--chart", "ladder")
        #expect(ladder.errors.contains("with rows for ladder: whole") && ladder.status == 0)
        #expect(toll("plot", "--terminal", "--chart", "batches").errors == "")
        let page = scratch.file("page.html")
        #expect(toll("report", "-o", page).errors.contains("rows for a chart: whole"))
        #expect(Processes.text(page).contains("switch.pipe.process"))
        #expect(toll("report", "part", "-o", page).errors == "")
    }

    @Test func aHistoryIsDrawnLikeOtherCharts() throws {
        try store("old", age: 200_000)
        try store("new", age: 100, kernel: "6.19.0")
        let charts = scratch.file("charts")
        let ended = toll("history", "switch.pipe.process", "-o", charts)
        #expect(ended.status == 0 && ended.errors == "", "\(ended.errors)")
        #expect(ended.output.contains("▼ [1] Kernel: release: 6.18.0 → 6.19.0"))
        let stem = "history-switch-pipe-process"
        #expect(ended.output.hasSuffix("\(charts)/\(stem).svg\n"))
        #expect(Processes.names(in: charts) == ["dat", "gp", "svg"].map { "\(stem).\($0)" })
        let json = toll("history", "switch.pipe.process", "--json")
        #expect(json.output.hasPrefix("{") && json.output.contains("\"changes\""))
    }

    @Test func whatWasMeantByARow() throws {
        try store("whole", age: 1)
        #expect(toll("history", "switch.pipe").errors.contains("one begins like it: switch.pipe.process"))
        #expect(toll("history", "switch.pipe.proces").errors.contains("one begins like it: switch.pipe.process"))
        #expect(toll("history", "switch.pip.process").errors.contains("did you mean 'switch.pipe.process'?"))
        #expect(toll("history", "memory.dram.huge").errors.contains("(skipped: needs 132 MiB of memory"))
        #expect(toll("history", "fiber.asm").errors.contains("no result has the row 'fiber.asm'"))
        let empty = Command.run([Command.toll, "history", "fiber.asm"], environment: ["XDG_DATA_HOME": "/nonexistent"])
        #expect(empty.status != 0 && empty.errors.contains("there is no result yet"))
    }
}
