import Machine
import Results
import Sampling
import Support
import Testing

/// A site of many machines.
@Suite struct AtlasTests {
    private let scratch = Scratch()

    /// The fixture as machines of one kind, of which the seventh takes a twentieth longer in one row.
    private func machines(_ count: Int, kernel: (Int) -> String = { _ in "6.18.0" }) throws {
        for number in 1...count {
            var result = FixtureResult.file
            result.machine["cpu.model"] = .text("Scripted <b>3000</b> & more")
            result.machine["kernel.release"] = .text(kernel(number))
            for row in result.records.indices {
                // Each machine is a little off, up to a third of a percent, the same way each time.
                let luck = 1 + Double((number * 5 + row * 3) % 7 - 3) / 1000
                let isPlanted = number == 7 && result.records[row].name == "switch.pipe.process"
                for launch in result.records[row].launches.indices {
                    let times = result.records[row].launches[launch].times
                    result.records[row].launches[launch].times = times.map {
                        Int64(Double($0) * luck * (isPlanted ? 1.05 : 1))
                    }
                }
            }
            let name = number == 3 ? "m3 <i>.json" : "m\(number).json"
            _ = scratch.write(String(decoding: try result.encoded(), as: UTF8.self), to: name)
        }
    }

    private func build() -> Command {
        Command.run([Command.toll, "report", "--atlas", scratch.file("site"), scratch.path])
    }

    private func page(_ path: String) -> String { Processes.text(scratch.file("site/" + path)) }

    @Test func aPageAMachineAndAPageAProbe() throws {
        try machines(12) { $0 > 6 ? "6.18.0" : "6.12.0" }
        let ended = build()
        #expect(ended.status == 0 && ended.errors == "", "\(ended.errors)")
        #expect(ended.output.contains("index.html: 12 machines"))
        #expect(Processes.names(in: scratch.file("site/machine")).count == 12)
        #expect(Processes.names(in: scratch.file("site/probe")).contains("switch.pipe.process.html"))
        // A view a value of a fact: both kernels, the processor and the hypervisor that nobody knows.
        #expect(
            Set(Processes.names(in: scratch.file("site/view"))).isSuperset(of: [
                "kernel-6.12.0.html", "kernel-6.18.0.html",
            ]))
        let view = page("view/kernel-6.12.0.html")
        #expect(view.contains("6 machines with this kernel") && view.contains("m6.html") && !view.contains("m7.html"))
        // What was planted, and only that, stands apart.
        let probe = page("probe/switch.pipe.process.html")
        #expect(probe.components(of: "class=\"not\"") == 1 && probe.contains("1.05×"), "\(probe)")
        #expect(page("index.html").contains("<span class=\"not\">1 row</span>"))
        #expect(page("probe/syscall.null.raw.html").components(of: "class=\"not\"") == 0)
        let machine = page("machine/m7.html")
        #expect(machine.contains("INVALID") && machine.contains("the worker was killed by signal 9"))
        #expect(page("probe/switch.pipe.process.html").contains("@molnar-2025-kvm"), "published figures stand below")
    }

    @Test func everyLinkLeadsToAPageAndNothingOutside() throws {
        try machines(3)
        #expect(build().status == 0)
        for folder in ["", "machine/", "probe/", "view/"] {
            for name in Processes.names(in: scratch.file("site/" + folder)) where name.hasSuffix(".html") {
                let text = page(folder + name)
                #expect(!text.contains("<script"))
                #expect(!text.contains("<b>3000") && !text.contains("<i>.json"), "markup of a stranger's file")
                for link in text.split(separator: "href=\"").dropFirst() {
                    let path = link.prefix { $0 != "\"" && $0 != "#" }
                    #expect(!page(folder + path).isEmpty, "\(folder)\(name) leads to \(path)")
                }
            }
        }
    }

    @Test func aFileThatIsNoResultCostsItsOwnRow() throws {
        try machines(2)
        _ = scratch.write("{\"version\":99,\"figures\":[],\"machine\":{},\"samples\":{}}", to: "future.json")
        _ = scratch.write("node died", to: "garbage.json")
        _ = scratch.write("", to: "hung.json")
        let ended = build()
        #expect(ended.status == 0 && ended.output.contains("2 machines"))
        let lines = ended.errors.split(separator: "\n")
        #expect(lines.count == 3 && lines.allSatisfy { $0.hasPrefix("left out: ") }, "\(ended.errors)")
        for name in ["future", "garbage", "hung"] { #expect(ended.errors.contains("\(name).json")) }
        let compared = Command.run([Command.toll, "compare", scratch.path])
        #expect(compared.status == 0 && compared.errors.split(separator: "\n").count == 3)
        let none = Command.run([Command.toll, "report", "--atlas", scratch.file("none"), scratch.file("garbage.json")])
        #expect(none.status == 1 && none.errors.contains("there is no result of which to build an atlas"))
    }
}

extension String {
    /// How often a text occurs.
    fileprivate func components(of text: String) -> Int {
        split(separator: text, omittingEmptySubsequences: false).count - 1
    }
}
