import Sampling
import Support
import Testing

@testable import Probes

/// What is said of the numbers that tasks get.
@Suite struct NumberTests {
    @Test func stepsAreToldApart() {
        let facts = NumberSequence([300, 301, 302, 305, 306, 300, 301]).facts
        #expect(
            facts == [
                .steps: 6, .stepsToNext: 4, .stepsFurtherUp: 1, .stepsDown: 1, .wrapFrom: 306,
                .wrapTo: 300,
            ])
    }

    @Test func theSameNumberAgainIsAStepDown() {
        #expect(NumberSequence([7, 7]).facts[.stepsDown] == 1)
    }

    @Test func oneNumberMakesNoStep() {
        #expect(NumberSequence([7]).facts.isEmpty)
        #expect(NumberSequence([7]).notes.isEmpty)
    }

    @Test func withoutAWrapNoneIsSaid() {
        #expect(NumberSequence([1, 2, 3]).facts[.wrapFrom] == nil)
        #expect(
            NumberSequence([1, 2, 3]).notes
                == ["of 2 steps from one new number to the following, 2 were to the very next"])
    }

    /// In a space of its own nobody else takes numbers, so the kernel's rule shows bare.
    @Test(.inTurn) func theKernelCountsUpAndBeginsAgain() async {
        let ended = await #expect(processExitsWith: .success, observing: [\.standardOutputContent]) {
            let probe = try Catalog.probe(named: "create.pid.wrap@max=512")
            let facts = try onThreadOfItsOwn { place throws -> [RowFact: Double]? in
                if let reason = probe.missing(at: place) {
                    print("skipped: \(reason)")
                    return nil
                }
                do {
                    let rig = try probe.prepare(place)
                    defer { rig.finish() }
                    return rig.facts
                } catch let refusal as Refusal {
                    print("skipped: \(refusal)")
                    return nil
                }
            }
            guard let facts else { return }
            #expect(facts[.steps] == 1535, "\(facts)")
            #expect((facts[.stepsToNext] ?? 0) + (facts[.stepsDown] ?? 0) == 1535, "\(facts)")
            #expect(facts[.wrapFrom] == 511, "\(facts)")
            #expect((facts[.wrapTo] ?? 0) < 512, "\(facts)")
        }
        tell(ended)
    }

    @Test func countsDoubleUpToTheMost() {
        #expect(Sweep.counts(upTo: 1) == [1])
        #expect(Sweep.counts(upTo: 2) == [1, 2])
        #expect(Sweep.counts(upTo: 6) == [1, 2, 4, 6])
        #expect(Sweep.counts(upTo: 8) == [1, 2, 4, 8])
    }

    @Test func parametersOutOfRangeAreRefused() {
        for name in [
            "create.fork@mib=3", "create.fork@size=1", "create.pid.level@levels=0", "create.pid.level@levels=33",
            "create.pid.live@live=-1", "create.pid.wrap@free=3", "create.pid.full@max=10",
            "create.parallel.threads@creators=0", "weight.fiber@count=0",
        ] {
            #expect(throws: BadRowName.self, "\(name)") { try Catalog.probe(named: RowName(name)) }
        }
    }

    @Test func everySweepsPointIsAProbe() throws {
        let place = Place(cpu: 0, otherCPU: 1, cpus: [0, 1, 2], memory: 1 << 30)
        for sweep in createSweeps + weightSweeps {
            let points = sweep.points(at: place)
            #expect(points.count > 1)
            for point in points { #expect(try Catalog.probe(named: point).name == point) }
        }
    }
}
