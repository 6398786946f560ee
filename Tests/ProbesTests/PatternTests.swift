import Sampling
import Testing

@testable import Probes

@Suite("Patterns that name probes")
struct PatternTests {
    private static let probes = ["switch.pipe", "switch.pipe.fifo", "switch.pipeline", "fiber.pipe"].map {
        Probe(RowName($0), "nothing", per: "call", does: [:]) { _ in Rig { _ in } }
    }

    @Test(
        "select by name, prefix and glob",
        arguments: [
            (["switch.pipe"], ["switch.pipe"]),
            (["switch"], ["switch.pipe", "switch.pipe.fifo", "switch.pipeline"]),
            (["switch.pipe.*"], ["switch.pipe.fifo"]),
            (["*.pipe"], ["switch.pipe", "fiber.pipe"]),
            (["fiber", "switch.pipe"], ["switch.pipe", "fiber.pipe"]),
            ([], ["switch.pipe", "switch.pipe.fifo", "switch.pipeline", "fiber.pipe"]),
        ])
    func selected(patterns: [String], names: [String]) throws {
        #expect(try Catalog.select(patterns, from: Self.probes).map(\.name.text) == names)
    }

    @Test(
        "suggest what is near, and nothing else",
        arguments: [
            ("nosuch", nil), ("tuoch", "touch"), ("fibre", "fiber"), ("switch.ppie", "switch.pipe"), ("io", nil),
            ("fi", nil), ("", nil),
        ])
    func suggested(text: String, name: String?) {
        #expect(Pattern(text).nearest(in: ["touch.fiber", "fiber.pipe", "switch.pipe", "switch.pipe.fifo"]) == name)
    }

    @Test("say what was meant when they name none")
    func unknown() {
        #expect(throws: UnknownPattern(pattern: "switch.pip", near: "switch.pipe")) {
            try Catalog.select(["switch.pip"], from: Self.probes)
        }
        #expect(throws: UnknownPattern(pattern: "quite.another", near: nil)) {
            try Catalog.select(["quite.another"], from: Self.probes)
        }
    }
}
