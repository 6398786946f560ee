import Glibc
import Sampling
import Support
import SystemPackage
import Testing

@testable import Results

/// Files that are large, or look it.
@Suite struct LargeFileTests {
    private let scratch = Scratch()

    /// What is written piece by piece is what is read piece by piece.
    @Test func aFileIsReadAsItWasWritten() throws {
        var result = Script([("syscall.null.raw", 100), ("io.aio@a=1,b=2", 50), ("\u{1B}[31m\"\\", 5)]).result(seed: 1)
        result.records[1].launches[0].facts = [.serverCPU: 12.5]
        result.records[1].launches[1].tally = Tally(
            operations: 5, counted: [.syscalls: 7], absent: [.pageFaults: "why"])
        result.records[2].launches = []
        let bytes = try result.encoded()
        #expect(try ResultFile(decoding: bytes) == result)
        #expect(try ResultFile(decoding: bytes).encoded() == bytes)
    }

    @Test func complaintsSayWhere() throws {
        let whole = String(decoding: try Script([("a.one", 100)]).result(seed: 1).encoded(), as: UTF8.self)
        func complaint(_ old: String, _ new: String) -> String {
            let changed = whole.replacing(old, with: new, maxReplacements: 1)
            #expect(changed != whole)
            do { _ = try ResultFile(decoding: Array(changed.utf8)) } catch { return error.description }
            return ""
        }
        #expect(
            complaint("\"pairs\":4,\"rounds", "\"pairs\":[],\"rounds") == "'samples.a.one.0.pairs' is of the wrong type"
        )
        #expect(complaint("\"pairs\":4,\"rounds", "\"pairs\":0.5,\"rounds") == "'samples.a.one.0.pairs' makes no sense")
        #expect(complaint("\"pairs\":4,\"rounds", "\"rounds") == "'samples.a.one.0.pairs' is missing")
        #expect(complaint("\"pairs\":4,\"rounds", "\"pairs\":4,,\"rounds") == "it is not JSON")
        #expect(complaint("\"probes\":[", "\"probes\":[5,") == "'probes.0' is of the wrong type")
        #expect(complaint("\"samples\":", "\"sample\":") == "'samples' is missing")
        #expect(complaint("\"cpu\":1", "\"cpu\":null") == "'run.cpu' is null")
    }

    /// A file that is all hole is not read to its end.
    @Test func aHoleIsNoResult() throws {
        for start in ["", "{\"version\":2,"] {
            let path = scratch.write(start, to: "sparse.json")
            #expect(truncate(path, off_t(Store.largest)) == 0)
            #expect(throws: BadResult("\(path): it is not JSON")) {
                try Store(folder: FilePath(scratch.path)).load(path)
            }
        }
        #expect(truncate(scratch.file("sparse.json"), off_t(Store.largest) + 1) == 0)
        #expect(throws: BadResult("\(scratch.file("sparse.json")): it is larger than any result")) {
            try Store(folder: FilePath(scratch.path)).load("sparse.json")
        }
    }

    /// As many families as rows are taken together in one pass.
    @Test func manyFamilies() {
        let names = (0..<20_000).map { RowName("family\($0).row") }
        let rows = names.map { Side.Row(name: $0, cost: Estimate(median: 100, low: 99, high: 101, count: 50)) }
        let comparison = Comparison([Side(label: "a", rows: rows), Side(label: "b", rows: rows)])
        #expect(comparison.rows.count == 20_000 && comparison.families.count == 20_000)
        #expect(comparison.families.allSatisfy { $0.means == [nil, 1] && $0.counts == [0, 1] })
    }

    /// Names of bytes that are no text.
    @Test func aNameThatIsNoText() throws {
        let bytes = try Script([("a.one", 100)]).result(seed: 1).encoded()
        let name = scratch.path.utf8CString.dropLast() + [0x2f, 0x62, -1, 0x2e, 0x6a, 0x73, 0x6f, 0x6e, 0]
        let path = name.withUnsafeBufferPointer { FilePath(platformString: $0.baseAddress!) }
        let file = try FileDescriptor.open(path, .writeOnly, options: .create, permissions: .ownerReadWrite)
        try file.closeAfter { _ = try file.writeAll(bytes) }
        let store = Store(folder: FilePath(scratch.path))
        let found = try #require(store.folder(scratch.path)?.first)
        #expect(found == path)
        #expect(try store.load(found.string).records.count == 1)
        #expect(try QuickResult(reading: found).figures.count == 1)
        #expect(store.names == ["b\u{FFFD}"] && store.files() == [path])
    }
}
