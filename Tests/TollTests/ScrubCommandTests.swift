import Support
import Testing

/// A result for handing on.
@Suite struct ScrubCommandTests {
    private let scratch = Scratch()

    @Test func aCopyHasTheFiguresAndNotTheMachinesName() throws {
        let (result, copy) = (try FixtureResult.write(in: scratch), scratch.file("copy.json"))
        let ended = Command.run([Command.toll, "results", "--scrub", result, "-o", copy])
        #expect(ended.status == 0 && ended.output == "" && ended.errors == "")
        #expect(Processes.text(result).contains("A Machine") && !Processes.text(copy).contains("A Machine"))
        func figures(_ path: String) -> String {
            Command.run([Command.toll, "export", path, "--format", "bencher"]).output
        }
        #expect(figures(copy) == figures(result) && figures(copy).contains("switch.pipe.process"))
    }

    @Test func whereToIsAskedFor() throws {
        let ended = Command.run([Command.toll, "results", "--scrub", try FixtureResult.write(in: scratch)])
        #expect(ended.status != 0 && ended.errors.contains("--scrub RESULT and --output FILE belong together"))
    }
}
