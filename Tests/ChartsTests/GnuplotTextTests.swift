import Charts
import Support
import Testing

@Suite struct GnuplotTextTests {
    @Test func data() {
        assertSnapshot(GnuplotText.data(Cases.ladder), "ladder.dat")
        #expect(GnuplotText.data(Cases.ladder).contains("3.0\t\"switch.half.thread\"\t900.0\t?\t?\t?\t?\t?\t\"\""))
    }

    @Test func script() { assertSnapshot(GnuplotText.script(Cases.ladder, kind: .svg), "ladder.gp") }

    @Test func machines() throws {
        let few = try #require(Cases.machines(3))
        #expect(few.template == .machines)
        assertSnapshot(GnuplotText.data(few), "machines.dat")
        let many = try #require(Cases.machines(12))
        #expect(many.template == .heat)
        assertSnapshot(GnuplotText.data(many), "heat.dat")
        #expect(Cases.machines(1) == nil)
    }

    @Test func theTemplateIsWithinTheScript() {
        let script = GnuplotText.script(Cases.ladder, kind: .png, layout: .narrow)
        #expect(!script.contains("load style") && script.contains("Okabe"))
        #expect(
            script.contains("width = 360\n") && script.contains("narrow = 1")
                && script.contains("output = 'ladder.png'"))
        #expect(!script.contains("A Machine"), "a page has its own title and notes")
    }

    @Test func labelsAreSafe() {
        let label = GnuplotText.label(Cases.evil)
        for mark in ["\"", "'", "`", "\\", "\n", "\u{1B}"] { #expect(!label.contains(mark)) }
        #expect(GnuplotText.label(String(repeating: "x", count: 5000)).count == 300)
        let chart = Chart(
            "ladder", title: Cases.evil, template: .ladder, variables: [("base", .text(Cases.evil))],
            blocks: [.init(header: Cases.evil, rows: [[1, .text(Cases.evil)]])])
        #expect(GnuplotText.data(chart).split(separator: "\n").count == 2)
        let plain = Chart("ladder", title: "t", template: .ladder, variables: [("base", "b")], blocks: [])
        let lines = GnuplotText.script(chart, kind: .svg).split(separator: "\n").count
        #expect(lines == GnuplotText.script(plain, kind: .svg).split(separator: "\n").count)
    }
}
