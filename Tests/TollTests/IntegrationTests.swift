import Glibc
import Machine
import Results
import Support
import Testing

/// What stands in `integrations/`, as far as the tools are here: each folder's `try` runs the real one.
@Suite struct IntegrationTests {
    private let scratch = Scratch()
    private static let folder =
        #filePath.split(separator: "/").dropLast(3).reduce("") { $0 + "/" + $1 } + "/integrations"
    private static let hasYAML = access("/usr/lib/python3/dist-packages/yaml", F_OK) == 0

    /// Runs the `try` of a tool on the fixture, which no machine's noise is in.
    private func attempt(_ tool: String) throws -> Command {
        let result = try FixtureResult.write(in: scratch)
        let ended = Command.run(
            [Self.folder + "/\(tool)/try"], environment: ["TOLL": Command.toll, "RESULT": result])
        #expect(ended.status == 0, "\(ended.output)\(ended.errors)")
        return ended
    }

    /// The names that begin with `toll_` in a text, but for those of recording and of alerts.
    private func metrics(in text: String) -> Set<Substring> {
        Set(text.split { !($0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_")) }.filter { $0.hasPrefix("toll_") })
    }

    @Test func whatIsDrawnAndWatchedIsExported() throws {
        let result = try FixtureResult.write(in: scratch)
        let exported = Command.run([Command.toll, "export", result, "--format", "prometheus"])
        let known = metrics(in: exported.output)
        #expect(known.count > 3)
        for file in ["dashboard.json", "toll.rules.yml", "toll.rules.test.yml"] {
            let used = metrics(in: Processes.text(Self.folder + "/prometheus/" + file))
            #expect(used.count > 2 && used.isSubset(of: known), "\(file): \(used.subtracting(known))")
        }
    }

    @Test(.enabled(if: Command.has("promtool"), "promtool is not installed (apt-get install prometheus)"))
    func alertsFireWhenTheyShould() {
        let ended = Command.run(["promtool", "test", "rules", Self.folder + "/prometheus/toll.rules.test.yml"])
        #expect(ended.status == 0, "\(ended.output)\(ended.errors)")
    }

    @Test(.enabled(if: hasYAML, "Python has no YAML (apt-get install python3-yaml)"))
    func theActionAndTheTemplateDoWhatTheySay() throws {
        let ended = try attempt("github")
        #expect(ended.output.contains("action.yml: noisy warns or fails, quiet makes a base"))
        #expect(ended.output.contains("toll.gitlab-ci.yml: noisy warns, the main branch makes a base"))
    }

    @Test(
        .enabled(
            if: Command.has("kubernetes-validate"), "no kubernetes-validate (pip install kubernetes-validate)"))
    func manifestsFitTheSchemas() throws { _ = try attempt("kubernetes") }

    @Test(.enabled(if: Command.has("systemd-analyze"), "there is no systemd here"))
    func unitsAreInstalledAndVerified() throws { _ = try attempt("systemd") }

    @Test(.enabled(if: Command.has("reframe"), "ReFrame is not installed (pip install reframe-hpc)"))
    func reframeJudgesByTheReference() throws {
        #expect(try attempt("reframe").output.contains("failed to meet reference"))
    }

    /// A twentieth on one of twelve machines and one in time are found by the gate, in the overview and in the atlas,
    /// and twelve that are alike have nothing.
    @Test func whatIsPlantedIsFoundAndNothingElse() throws {
        var result = FixtureResult.file
        result.machine["cpu.model"] = .text("Scripted 3000")
        let path = scratch.write(String(decoding: try result.encoded(), as: UTF8.self), to: "fixture.json")
        let ended = Command.run(
            [Self.folder + "/planted"], environment: ["TOLL": Command.toll, "RESULT": path, "SEEDS": "2"])
        #expect(ended.status == 0, "\(ended.output)\(ended.errors)")
        let found = "seed 1, planted, gate, machines: [(7, 'syscall.null.raw')]"
        #expect(ended.output.contains(found), "\(ended.output)")
        #expect(ended.output.contains("seed 1, alike, gate, nights: nothing"), "\(ended.output)")
    }

    /// Scripts and manifests name no file of theirs that is not there.
    @Test func eachFolderHasItsREADME() {
        let index = Processes.text(Self.folder + "/README.md")
        let others = ["README.md", "nights", "planted", "tools", "try"]
        for name in Processes.names(in: Self.folder) where !others.contains(name) {
            #expect(index.contains("(\(name)/README.md)"), "\(name)")
            let page = Processes.text(Self.folder + "/\(name)/README.md")
            #expect(page.hasPrefix("# ") && page.split(separator: "\n").count < 20, "\(name)")
        }
    }
}
