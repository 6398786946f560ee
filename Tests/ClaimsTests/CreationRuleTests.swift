import Machine
import Results
import Sampling
import Testing

@testable import Claims

@Suite struct PidOrderTests {
    private func verdict(_ facts: [RowFact: Double]) throws -> Verdict.Word {
        try judge("pid-order", [Script("create.pid.wrap", 25_000, less: 25_000).with(facts)]).verdict.word
    }

    @Test func eachToTheNextAndWrappingAtTheEndHolds() throws {
        let tight: [RowFact: Double] = [
            .steps: 1535, .stepsToNext: 1529, .stepsDown: 6, .pidMax: 512, .wrapFrom: 511,
        ]
        #expect(try verdict(tight.merging([.wrapTo: 300]) { $1 }) == .holds)
        #expect(try verdict(tight.merging([.wrapTo: 300, .wrapFrom: 400]) { $1 }) == .doesNotHold)
        #expect(try verdict(tight.merging([.wrapTo: 300, .stepsToNext: 1400]) { $1 }) == .doesNotHold)
    }

    @Test func withoutAWrapItIsHalfTheAnswer() throws {
        #expect(try verdict([.steps: 10, .stepsToNext: 10, .stepsDown: 0, .pidMax: 512]) == .cannotTell)
        #expect(try verdict([.steps: 10, .stepsToNext: 8, .stepsDown: 0, .pidMax: 512]) == .doesNotHold)
    }

    @Test func absurdNumbersDoNoHarm() throws {
        #expect(
            try verdict([.steps: 1e300, .stepsToNext: -1e300, .stepsDown: 1e18, .pidMax: 0]) == .doesNotHold)
        #expect(try verdict([:]) == .cannotTell)
    }
}

@Suite struct CreateLockTests {
    private func rows(_ processes: Double, _ threads: Double, creators: Int = 8) -> [Record] {
        [("processes", processes), ("threads", threads)].map { kind, cost in
            Script("create.parallel.\(kind)@creators=\(creators)", cost, less: 16_000)
                .with([.creators: Double(creators), .lockWaits(in: "alloc_pid"): 0.5])
        }
    }

    @Test func fullSpeedOnEveryCPUHolds() throws {
        let judgement = try judge("create-lock", rows(16_500, 17_000))
        #expect(judgement.verdict.word == .holds)
        #expect(judgement.headline.text == "97.0 %")
        #expect(judgement.reason.contains("alloc_pid (0.5 times)"))
    }

    @Test func aThirdOfTheSpeedDoesNot() throws {
        #expect(try judge("create-lock", rows(32_000, 17_000)).verdict.text == "off by 1.60×")
        #expect(try judge("create-lock", rows(48_000, 17_000)).verdict.word == .doesNotHold)
    }

    @Test func fewCPUsDecideNothingAndTheirFiguresAreSaid() throws {
        let judgement = try judge("create-lock", rows(32_000, 17_000, creators: 4))
        #expect(judgement.verdict.text == "cannot tell here: needs 8 CPUs")
        #expect(judgement.headline.text == "50.0 %")
        #expect(judgement.reason.contains("create.parallel.processes@creators=4 with 4 creators 50.0 % ["))
    }

    /// A machine that has the CPUs is asked for the rows.
    @Test func whereThereAreEnoughCPUsTheRowsAreWanted() throws {
        let claim = try #require(Ledger.claims.first { $0.id == "create-lock" })
        var file = result(rows(32_000, 17_000, creators: 4))
        for (cpus, lack) in [(2, Lack.cpus(8)), (16, .rows(claim.needs))] {
            file.machine["process.allowed_cpus"] = .integer(cpus)
            let evidence = Evidence(file, probes: ["create.parallel.processes", "create.parallel.threads"])
            #expect(claim.judgement(on: evidence).verdict.needs == lack)
        }
    }
}

@Suite struct SetupTests {
    private let thread = Script("create.clone.thread", 16_000).record
    private let fiber = Script("create.fiber", 2000).record
    private func weight(_ of: String, _ bytes: Double, stack: Double? = nil) -> Record {
        Script("weight.\(RowName(of))", bytes).with(stack.map { [.kernelStackBytes: $0] } ?? [:], unit: .bytes)
    }

    @Test func lessTimeAndLessMemoryHolds() throws {
        let judgement = try judge(
            "setup-cost",
            [thread, fiber, weight("thread", 35_000, stack: 16_384), weight("fiber", 4400), weight("state", 24)])
        #expect(judgement.verdict.word == .holds)
        #expect(judgement.reason.contains("weight.fiber 4400 bytes ["))
        let figure = try #require(judgement.here.figures.first { $0.of == "weight.state" })
        #expect(figure.bytes?.median == 24 && figure.cost == nil)
    }

    /// Fibrils had stacks of the kernel's. The old rule took fibers without any for the figure itself.
    @Test func aKernelStackIsAddedAndABoundDoesNotRefute() throws {
        let rows = [thread, fiber, weight("thread", 20_000, stack: 16_384), weight("fiber", 4400)]
        let judgement = try judge("setup-cost", rows)
        #expect(judgement.verdict.text == "cannot tell here: needs proof")
        #expect(judgement.reason.contains("bytes, with a kernel stack 1.04× ["))
        let unknown = try judge("setup-cost", [thread, fiber, weight("thread", 35_000), weight("fiber", 4400)])
        #expect(unknown.reason.contains("weight.thread does not say what a kernel stack weighs"))
    }

    @Test func oneOfTheTwoIsNotEnough() throws {
        let judgement = try judge("setup-cost", [thread, fiber])
        #expect(judgement.verdict.word == .cannotTell)
        #expect(judgement.reason.contains("Known so far: time 0.12× ["))
    }
}
