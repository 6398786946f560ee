import Results
import Sampling
import Testing

/// What a file keeps of the core's clock.
@Suite struct ClockFileTests {
    private let script = ClockRun(rows: [ClockRun.Row(name: "syscall.null.raw", cost: 100, share: 1)])

    private func replaced(_ result: ResultFile, _ old: String, _ new: String) throws -> [UInt8] {
        let text = String(decoding: try result.encoded(), as: UTF8.self)
        #expect(text.contains(old), "nothing was changed")
        return Array(text.replacing(old, with: new).utf8)
    }

    @Test func theClockSurvivesAFile() throws {
        let result = try script.result(seed: 1)
        let again = try ResultFile(decoding: result.encoded())
        #expect(again == result && again.run.coreClock != nil && again.run.noCycles == nil)
        #expect(again.sentinels == result.sentinels)
        #expect(abs((again.sentinels?.gigahertz ?? 0) / 4 - 1) < 0.001)
        #expect(again.figures == result.figures && again.figures[0].cycles != nil)
    }

    @Test func theReasonWhyItIsNotKnownSurvivesToo() throws {
        var result = try script.result(seed: 1)
        result.run.coreClock = nil
        result.run.noCycles = "a dependent multiply takes 3.30 cycles of a dependent add, which is no whole number"
        let again = try ResultFile(decoding: result.encoded())
        #expect(again == result && again.run.noCycles == result.run.noCycles)
        #expect(again.figures[0].cycles == nil && again.figures[0].cost != nil)
    }

    @Test func aFileFromBeforeThereWasAClockHasNoCycles() throws {
        let bytes = try replaced(script.result(seed: 1), #""coreClock":{"cyclesPerChain":100000,"overhead":0},"#, "")
        let old = try ResultFile(decoding: bytes)
        #expect(old.run.coreClock == nil && old.run.noCycles == nil)
        #expect(old.figures[0].cycles == nil && old.figures[0].netCycles == nil && old.figures[0].cost != nil)
    }

    @Test func memoryBoundRowsSayThatTheyAre() throws {
        var script = script
        script.rows[0].isMemoryBound = true
        let again = try ResultFile(decoding: script.result(seed: 1).encoded())
        #expect(again.records[0].isMemoryBound == true && again.figures[0].clockShare == 0)
        #expect(try ResultFile(decoding: self.script.result(seed: 1).encoded()).records[0].isMemoryBound == nil)
    }

    /// Figures or a complaint, and never a crash.
    @Test(arguments: [
        (#""cyclesPerChain":100000"#, #""cyclesPerChain":-100000"#),
        (#""cyclesPerChain":100000"#, #""cyclesPerChain":0"#),
        (#""cyclesPerChain":100000"#, #""cyclesPerChain":1e308"#),
        (#""cyclesPerChain":100000"#, #""cyclesPerChain":1e400"#), (#""overhead":0"#, #""overhead":1e308"#),
        (#""overhead":0"#, #""overhead":-1e308"#), (#""overhead":0"#, #""overhead":24999"#),
        (#""overhead":0"#, #""overhead":null"#), (#""coreClock":{"#, #""coreClock":7,"x":{"#),
        (#""isMemoryBound":true"#, #""isMemoryBound":"yes""#),
    ])
    func hostileClocks(old: String, new: String) throws {
        var script = script
        script.rows[0].isMemoryBound = old.contains("isMemoryBound")
        let bytes = try replaced(script.result(seed: 1), old, new)
        do {
            let result = try ResultFile(decoding: bytes)
            _ = result.figures
            _ = compare(result, result, judge: Judge(quantity: .cycles)).rows
            for format in ExportFormat.allCases { _ = try? format.render(result) }
        } catch {
            #expect(!error.description.isEmpty && !error.description.contains("\n"))
        }
    }
}
