import Results
import Sampling
import Testing

@Suite struct ReferenceTests {
    @Test func namesAreThereOnceAndSayWhereTheyAreFrom() {
        #expect(Set(Reference.all.map(\.name)).count == Reference.all.count)
        for reference in Reference.all {
            #expect(!reference.citation.isEmpty && !reference.figures.isEmpty)
            for figure in reference.figures {
                #expect(figure.low > 0 && figure.low <= figure.high)
                if figure.unit != "ns", case .none = figure.counterpart { continue }
                #expect(figure.unit == "ns", "\(reference.name): \(figure.what)")
            }
        }
    }

    @Test func theCheapestSwitchIsLinedUp() throws {
        let script = Script([
            ("switch.pipe.process", 2000), ("switch.yield.process", 800), ("switch.yield.thread", 400),
            ("syscall.null.raw", 50),
        ])
        let mine = Side.all(of: [("mine", script.result(seed: 1))])[0]
        let molnar = try #require(Reference.named("@molnar-2007")).side(against: mine)
        #expect(molnar.rows.first { $0.name == "switch.yield.process" }?.cost?.median == 650)
        #expect(molnar.rows.first { $0.name == "switch.pipe.process" } == nil)
        let comparison = Comparison([molnar, mine])
        let verdicts = Dictionary(uniqueKeysWithValues: comparison.rows.map { ($0.name, $0.outcomes[1]) })
        #expect(verdicts["switch.yield.process"]??.verdict == .slower)
        #expect(verdicts["switch.yield.thread"]??.verdict == .faster)
        #expect(verdicts["syscall.null.raw"]??.verdict == .faster)
        #expect(verdicts["switch.pipe.process"] == nil, "only rows with a published figure are shown")
    }

    @Test func whatIsAnotherMeasurementIsNotLinedUp() throws {
        let minicoro = try #require(Reference.named("minicoro"))
        #expect(minicoro.side(against: nil).rows.isEmpty)
    }
}
