import Results
import Support
import Testing

/// Results by name, by age and by what they hold; commands and shares as people type them.
@Suite struct NameTests {
    private let scratch = Scratch()

    /// Stores a result, the later the newer.
    private func store(_ name: String, rows: Range<Int> = 0..<6, age seconds: Int) throws {
        var file = FixtureResult.file
        file.records = Array(file.records[rows])
        let folder = scratch.path + "/toll/results"
        _ = Command.run(["mkdir", "-p", folder])
        let path = scratch.write(
            String(decoding: try file.encoded(), as: UTF8.self), to: "toll/results/\(name).json")
        _ = Command.run(["touch", "-d", "@\(1_700_000_000 - seconds)", path])
    }

    private func toll(_ words: String...) -> Command {
        Command.run([Command.toll] + words, environment: ["XDG_DATA_HOME": scratch.path, "COLUMNS": "100"])
    }

    @Test func resultsAreListedAndNamed() throws {
        try store("genoa-6.18", age: 300)
        try store("genoa-6.12", age: 200)
        try store("milan", rows: 0..<1, age: 100)
        let listed = toll("results")
        #expect(listed.status == 0 && listed.errors == "")
        #expect(
            listed.output.split(separator: "\n").map { $0.prefix { $0 != " " } } == [
                "result", "milan", "genoa-6.12", "genoa-6.18",
            ])
        #expect(listed.output.contains("6.18.0"))
        func rows(_ word: String) -> Int {
            toll("show", word).output.split(separator: "\n").count { $0.hasPrefix("s") || $0.hasPrefix("c") }
        }
        #expect(rows("last") == 1 && rows("mil") == 1 && rows("prev") > 2 && rows("genoa-6.1") == 0)
        #expect(toll("show", "genoa").errors.contains("begins the names of 2 results: genoa-6.12, genoa-6.18"))
        // Alone: the last run against the one before.
        let compared = toll("compare")
        let words = "milan and genoa-6.12 differ within noise in 1 of 1 row"
        #expect(compared.status == 0 && compared.output.hasPrefix(words))
        #expect(toll("compare", "genoa-6.18").output.hasPrefix("milan and genoa-6.18 differ within noise"))
        #expect(toll("compare", "@molnar-2007").output.contains("@molnar-2007"))
    }

    @Test func theNewestIsTheOneThatHasIt() throws {
        try store("whole", age: 200)
        try store("part", rows: 1..<2, age: 100)
        let claims = toll("claims", "null-syscall")
        #expect(claims.output.contains("93.4 ns"))
        #expect(claims.errors.contains("the newest result with"), "\(claims.errors)")
        #expect(toll("claims", "null-syscall", "part").errors == "")
    }

    @Test func referencesAreListed() {
        let listed = toll("results", "--references")
        #expect(listed.status == 0)
        for reference in Reference.all { #expect(listed.output.contains("@" + reference.name)) }
        #expect(toll("compare", "--help").output.contains("@molnar-2007"))
    }

    @Test func badNames() throws {
        try store("taken", age: 1)
        for (name, words) in [
            ("taken", "there is a result 'taken' already"), ("a/b", "no name for a result"), ("last", "by its age"),
            (".hidden", "no name for a result"),
        ] {
            let ended = toll("run", "harness.empty", "--budget", "1s", "--name=\(name)")
            #expect(ended.status != 0 && ended.errors.contains(words), "\(name): \(ended.errors)")
        }
        let both = toll("run", "harness.empty", "--name", "x", "-o", "y")
        #expect(both.status != 0 && both.errors.contains("choose one"))
        #expect(toll("show", "prev").errors.contains("there is one result only"))
        // Of one run alone there is nothing to compare, and the way on is said.
        let alone = toll("compare")
        #expect(alone.status != 0 && alone.errors.contains("'toll compare FILE' takes that of another machine"))
    }

    @Test func whatWasMeantIsSuggested() {
        for (word, meant) in [("rnu", "run"), ("shwo", "show"), ("compaer", "compare"), ("list-all", nil)] {
            let ended = toll(word)
            #expect(ended.status != 0 && ended.output == "")
            #expect(ended.errors.contains("'\(word)' is no command"))
            #expect(ended.errors.contains("did you mean") == (meant != nil))
            if let meant { #expect(ended.errors.contains("did you mean '\(meant)'?"), "\(ended.errors)") }
        }
    }
}
