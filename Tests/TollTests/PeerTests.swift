import Support
import Testing

/// The tests of other kits, and the rows that answer them.
@Suite struct PeerTests {
    private func json(_ words: [String]) throws -> JSONShape {
        let ended = Command.run([Command.toll] + words)
        #expect(ended.status == 0, "\(words): \(ended.errors)")
        return try JSONShape(ended.output)
    }

    /// Every row that is named is one that can be selected; a test without a row says why.
    @Test func theRowsThatAnswerAreThere() throws {
        let known = Set(try json(["list", "--json"])["probes"].rows.compactMap { $0["name"].text })
        for kit in ["lmbench", "libmicro", "lebench", "perf", "unixbench", "stress-ng"] {
            let tests = try json(["list", "--as", kit, "--json"])["tests"].rows
            #expect(tests.count > 5, "\(kit)")
            #expect(Set(tests.compactMap { $0["name"].text }).count == tests.count, "\(kit)")
            for test in tests {
                let rows = try #require(test["rows"].value as? [String])
                let missing = rows.filter { !known.contains(String($0.prefix { $0 != "@" })) }
                #expect(missing == [], "\(kit): \(test["name"].text ?? "")")
            }
        }
        #expect(try json(["list", "--as", "stress-ng", "--json"])["tests"].rows.count > 30)
    }

    @Test func theTableNamesTestsRowsAndReasons() {
        let text = Command.run([Command.toll, "list", "--as", "lmbench"]).output
        #expect(text.contains("lat_syscall null"))
        #expect(text.contains("syscall.null.libc"))
        #expect(text.contains("none"))
    }

    @Test(arguments: [["--as", "dbench"], ["--as", "perf", "syscall"], ["--as", "perf", "-v"]])
    func anythingElseIsRefused(_ words: [String]) {
        let ended = Command.run([Command.toll, "list"] + words)
        #expect(ended.status != 0 && ended.output == "" && ended.errors.hasPrefix("Error: "))
    }
}
