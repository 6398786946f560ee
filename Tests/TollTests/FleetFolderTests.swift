import Results
import Sampling
import Support
import Testing

/// A folder in which a node that hangs, dies, answers with garbage or is of another time left its file: each costs its
/// own row and is named.
@Suite struct FleetFolderTests {
    private let scratch = Scratch()
    /// What is no result, by the name of its file.
    private let bad = ["died", "empty", "future", "garbage"]

    private func fill() throws {
        let whole = String(decoding: try FixtureResult.file.encoded(), as: UTF8.self)
        for name in ["n1", "n2"] { _ = scratch.write(whole, to: name + ".json") }
        // One that was ended after its first rounds, and one in which nothing could be measured.
        var cut = FixtureResult.file
        cut.run.wasFinished = false
        _ = scratch.write(String(decoding: try cut.encoded(), as: UTF8.self), to: "hung.json")
        cut.run.wasFinished = true
        cut.records = cut.records.filter { $0.failure != nil }
        _ = scratch.write(String(decoding: try cut.encoded(), as: UTF8.self), to: "broken.json")
        _ = scratch.write(String(whole.prefix(600)), to: "died.json")
        _ = scratch.write("", to: "empty.json")
        _ = scratch.write("\u{1}slurmstepd: error: *** JOB 7 ON n7 CANCELLED ***", to: "garbage.json")
        _ = scratch.write("{\"version\":99,\"figures\":[],\"machine\":{},\"samples\":{}}", to: "future.json")
    }

    private func areNamed(in ended: Command) {
        let lines = ended.errors.split(separator: "\n").filter { $0.hasPrefix("left out: ") }
        #expect(ended.status == 0 && lines.count == bad.count, "\(ended.errors)")
        for name in bad {
            #expect(lines.contains { $0.contains("\(name).json: ") }, "\(ended.errors)")
        }
    }

    @Test func whatIsComparedNamesThem() throws {
        try fill()
        let ended = Command.run([Command.toll, "compare", scratch.path])
        areNamed(in: ended)
        let said = ended.output.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        #expect(said.contains("4 results unfinished, with fewer rounds behind the figures: hung"), "\(said)")
        #expect(said.hasSuffix("without a valid figure: broken"), "\(said)")
        let json = Command.run([Command.toll, "compare", "--json", scratch.path]).output
        #expect(json.contains("\"empty\" : [\n    \"broken\"\n  ]") && json.contains("\"hung\""), "\(json)")
    }

    @Test func thePageAndTheAtlasNameThem() throws {
        try fill()
        let page = scratch.file("page.html")
        areNamed(in: Command.run([Command.toll, "report", "-o", page, scratch.path]))
        for name in ["n1", "n2", "hung", "broken"] { #expect(Processes.text(page).contains(name)) }
        areNamed(in: Command.run([Command.toll, "report", "--atlas", scratch.file("site"), scratch.path]))
        #expect(Processes.text(scratch.file("site/machine/hung.html")).contains("the run did not finish"))
        #expect(Processes.text(scratch.file("site/machine/broken.html")).contains("the worker was killed by signal 9"))
    }

    /// A node whose toll is older is read like the others.
    @Test func anOldVersionCounts() throws {
        try fill()
        let folder = #filePath.split(separator: "/").dropLast(2).reduce("") { $0 + "/" + $1 }
        let old = Processes.text(folder + "/ClaimsTests/Fixtures/default-version-1.json")
        _ = scratch.write(old, to: "old.json")
        let ended = Command.run([Command.toll, "compare", scratch.path])
        areNamed(in: ended)
        #expect(ended.output.contains("5 results"), "\(ended.output)")
    }

    /// A file that is named itself is no folder's matter.
    @Test func aFileThatIsMeantHasToBeOne() {
        let path = scratch.write("node died", to: "garbage.json")
        for words in [["report", "-o", scratch.file("page.html"), path], ["compare", path, path]] {
            let ended = Command.run([Command.toll] + words)
            #expect(ended.status == 1 && ended.errors.contains("it is not JSON"), "\(ended.errors)")
        }
        #expect(Command.run([Command.toll, "report", "-o", scratch.file("p.html"), scratch.path]).status == 1)
    }
}
