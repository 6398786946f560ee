import Results
import Sampling
import Testing

/// Files from strangers: one line that says what is wrong, or figures, and never a crash.
@Suite struct HostileTests {
    private static let whole = (try? Script([("syscall.null.raw", 100)]).result(seed: 1).encoded()) ?? []

    private func replacing(_ old: String, _ new: String) -> [UInt8] {
        Array(String(decoding: Self.whole, as: UTF8.self).replacing(old, with: new).utf8)
    }

    /// Reads, and works everything out that commands work out.
    private func use(_ bytes: [UInt8]) throws {
        let result = try ResultFile(decoding: bytes)
        _ = result.figures
        _ = compare(result, result).rows
        for format in ExportFormat.allCases { _ = try? format.render(result) }
    }

    @Test func aWholeFileIsRead() throws { try use(Self.whole) }

    @Test func cutOff() {
        for share in [1, 2, 10, 100, Self.whole.count / 2, Self.whole.count - 3] {
            #expect(throws: BadResult.self) { try use(Array(Self.whole.prefix(share))) }
        }
    }

    @Test(arguments: [
        "", "{}", "[]", "null", "NaN", "{\"version\":1}", "{\"version\":2}", "{\"version\":-1}", "{\"version\":1e400}",
        "{\"version\":\"1\"}", "\u{FEFF}{\"version\":1}", "not json at all",
    ])
    func noResultAtAll(text: String) {
        #expect(throws: BadResult.self) { try use(Array(text.utf8)) }
    }

    @Test func theComplaintIsOneLine() {
        let hostile = replacing("\"samples\":{", "\"samples\":{\"\\u001b[31m\\n\\u202e\":7,")
        do {
            try use(hostile)
            Issue.record("it was read")
        } catch {
            #expect(!"\(error)".contains("\u{1B}") && !"\(error)".contains("\n") && !"\(error)".contains("\u{202E}"))
        }
    }

    @Test(arguments: [
        ("\"iterations\":1000", "\"iterations\":9223372036854775807"), ("\"iterations\":1000", "\"iterations\":-1"),
        ("\"iterations\":1000", "\"iterations\":0"), ("\"pairs\":4", "\"pairs\":4611686018427387904"),
        ("\"pairs\":4", "\"pairs\":0"), ("\"operations\":0", "\"operations\":9223372036854775807"),
        ("\"operations\":0", "\"operations\":-9223372036854775808"),
        ("\"operationsPerIteration\":1", "\"operationsPerIteration\":9223372036854775807"),
        ("\"precision\":0.01", "\"precision\":1e308"), ("\"precision\":0.01", "\"precision\":0"),
        ("\"seconds\":0", "\"seconds\":1e308"), ("\"began\":1700000000", "\"began\":9223372036854775807"),
        ("\"began\":1700000000", "\"began\":-9223372036854775808"), ("\"handover\":0", "\"handover\":1e308"),
        ("\"handover\":0", "\"handover\":-1e308"),
        ("\"counted\":{}", "\"counted\":{\"context-switches\":9223372036854775807}"),
        ("\"name\":\"syscall.null.raw\"", "\"name\":\"\\u0000\\u001b]0;x\\u0007<script>\""), ("1000", "0"),
        ("1000", "-5"),
        ("500", "9223372036854775807"), ("\"version\":1}", "\"version\":-9223372036854775808}"),
        ("\"budget\":1000000000", "\"budget\":-9223372036854775808"),
    ])
    func absurdValues(old: String, new: String) {
        let bytes = replacing(old, new)
        #expect(bytes != Self.whole, "nothing was changed")
        do { try use(bytes) } catch { #expect(error is BadResult, "\(error)") }
    }

    @Test func nestingWithoutEnd() {
        let deep = "{\"version\":1,\"x\":" + String(repeating: "[", count: 1 << 20)
        #expect(throws: BadResult.self) { try use(Array(deep.utf8)) }
    }

    /// Numbers that were changed by hand to what cannot be are named.
    @Test func belowZero() throws {
        func complaint(_ change: (inout ResultFile) -> Void) throws -> String {
            var result = Script([("syscall.null.raw", 100)]).result(seed: 1)
            change(&result)
            let bytes = try result.encoded()
            do { _ = try ResultFile(decoding: bytes) } catch { return error.description }
            return ""
        }
        let name = "'syscall.null.raw'"
        #expect(try complaint { _ in } == "")
        #expect(
            try complaint { $0.records[0].launches[5].times[3] = -1 } == "\(name) has the time of a batch below 0")
        // A difference of two weighings may be.
        #expect(
            try complaint {
                $0.records[0].launches[5].times[3] = -1
                $0.records[0].unit = .bytes
            } == "")
        #expect(
            try complaint { $0.records[0].launches[0].adds[0] = -7 } == "\(name) has a reading of the sentinel below 0")
        #expect(
            try complaint {
                $0.records[0].distribution = Distribution(operationsPerSample: 1, values: [5], counts: [-1])
            } == "\(name) has a single time, or its count, below 0")
        #expect(
            try complaint { $0.records[0].declaration.perOperation[.syscalls] = -1 }
                == "\(name) has a declared count below 0")
        #expect(
            try complaint { $0.records[0].counting = Counting(events: [], nanosecondsPerOperation: -1) }
                == "\(name) has a counted event below 0")
        // The empty run beside a proof may have had a few more.
        #expect(try complaint { $0.records[0].proof = Tally(operations: 10, counted: [.pageFaults: -3]) } == "")
        for tally in [Tally(operations: -1), Tally(operations: 10, counted: [.pageFaults: -100_000])] {
            #expect(try complaint { $0.records[0].proof = tally } == "the counts of \(name) are beyond belief")
        }
        #expect(try complaint { $0.run.seconds = -1 } == "the time of the run is below 0")
    }

    @Test func aNameTwice() throws {
        var result = Script([("syscall.null.raw", 100)]).result(seed: 1)
        result.records.append(result.records[0])
        let bytes = try result.encoded()
        #expect(throws: BadResult("it has 'syscall.null.raw' twice")) { try ResultFile(decoding: bytes) }
    }
}
