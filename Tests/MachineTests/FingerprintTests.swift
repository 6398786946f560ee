import Machine
import Testing

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

@Suite struct FingerprintTests {
    @Test func jsonIsOneFlatObject() throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        let fingerprint = Fingerprint([
            "a.text": .text("x"), "b.integer": .integer(2), "c.real": .real(1.5), "d.flag": .flag(true),
            "e.list": .list(["p", "q"]),
        ])
        let json = String(decoding: try encoder.encode(fingerprint), as: UTF8.self)
        #expect(json == #"{"a.text":"x","b.integer":2,"c.real":1.5,"d.flag":true,"e.list":["p","q"]}"#)
        #expect(try JSONDecoder().decode(Fingerprint.self, from: Data(json.utf8)) == fingerprint)
    }

    @Test func aWholeMachineSurvivesARoundTrip() throws {
        for files in [Machines.intelLaptop, Machines.amdGuest, Machines.armServer] {
            let facts = try Fixture(files).facts
            #expect(try JSONDecoder().decode(Fingerprint.self, from: try JSONEncoder().encode(facts)) == facts)
        }
    }

    @Test func keysOfOtherVersionsSurviveAndWhatIsNotPlainIsLeftOut() throws {
        let json = #"{"future.fact":7,"cpu.model":"X","null":null,"object":{"a":1},"mixed":[1,"a"],"toll.version":"9"}"#
        let fingerprint = try JSONDecoder().decode(Fingerprint.self, from: Data(json.utf8))
        #expect(
            fingerprint
                == Fingerprint(["future.fact": .integer(7), "cpu.model": .text("X"), "toll.version": .text("9")]))
        #expect(fingerprint.sections.map(\.title) == ["Processor", "toll", "Not known to this version"])
    }

    @Test func wholeRealNumbersEqualIntegers() {
        #expect(FactValue.real(2) == .integer(2))
        #expect(FactValue.real(2.5) != .integer(2))
        #expect(FactValue.flag(true) != .integer(1))
    }

    @Test func differencesNameWhatTheyMove() throws {
        let laptop = try Fixture(Machines.intelLaptop).facts
        #expect(Fingerprint.differences([laptop, laptop]).isEmpty)
        #expect(Fingerprint.differences([]).isEmpty)

        var other = laptop
        other["mitigation.meltdown"] = .text("Not affected")
        other["memory.thp"] = nil
        other["future.fact"] = .integer(1)
        let found = Fingerprint.differences([laptop, other, laptop])
        #expect(found.map(\.key) == ["mitigation.meltdown", "memory.thp", "future.fact"])
        #expect(found[0].label == "Mitigations: meltdown")
        #expect(found[0].shown == ["Mitigation: PTI", "Not affected", "Mitigation: PTI"])
        #expect(found[0].isContradiction && !found[1].isContradiction)
        #expect(found[1].shown == ["madvise", "not known", "madvise"])
        #expect(found[0].moves(probe: "syscall.null.raw") && found[0].moves(probe: "switch.pipe.process"))
        #expect(!found[0].moves(probe: "syscalls.x") && !found[0].moves(probe: "fiber.asm"))
        #expect(found[2].moves.isEmpty && found[2].label == "future.fact")
    }

    @Test func anotherProcessorMovesEverything() {
        let found = Fingerprint.differences([
            Fingerprint(["cpu.model": .text("A")]), Fingerprint(["cpu.model": .text("B")]),
        ])
        #expect(found.count == 1 && found[0].moves(probe: "anything.at.all") && found[0].because != nil)
    }

    @Test func unitsAreChosenForPeople() {
        #expect(FactUnit.bytes.show(.integer(32 << 20)) == "32 MiB")
        #expect(FactUnit.bytes.show(.integer(1536)) == "1.5 KiB")
        #expect(FactUnit.bytes.show(.integer(64)) == "64 B")
        #expect(FactUnit.hertz.show(.integer(3_400_000_000)) == "3.4 GHz")
        #expect(FactUnit.none.show(.real(1.5)) == "1.5")
        #expect(FactUnit.none.show(.list([])) == "none")
        #expect(FactUnit.none.show(.flag(false)) == "no")
        #expect(FactUnit.bytes.show(.text("none")) == "none")
    }

    @Test(arguments: [
        ("Intel(R) Core(TM) i7-8650U CPU @ 1.90GHz", "none", "intel-core-i7-8650u"),
        ("AMD EPYC", "KVM", "amd-epyc-kvm"),
        ("AMD EPYC 7763 64-Core Processor", "Hyper-V", "amd-epyc-7763-hyper"),
        ("AMD Ryzen 7 PRO 5850U with Radeon Graphics", "none", "amd-ryzen-7-pro-5850u"),
        ("Arm Neoverse-N1", "KVM (Nitro)", "arm-neoverse-n1-kvm"),
        ("../../etc/passwd\u{1b}[2J ü", "unknown (x)", "etc-passwd-2j-vm"),
        ("", "none", "unknown"),
    ])
    func displayName(model: String, hypervisor: String, expected: String) {
        #expect(
            Fingerprint(["cpu.model": .text(model), "machine.hypervisor": .text(hypervisor)]).displayName == expected)
    }

    @Test func displayNamesAreShortWhateverTheModel() {
        let name = Fingerprint(["cpu.model": .text(String(repeating: "long ", count: 500))]).displayName
        #expect(name.count <= 60 && name.hasPrefix("long-long"))
    }

    @Test func readingThisMachineFindsAtLeastItsKernel() {
        let facts = Fingerprint.read()
        #expect(facts["kernel.arch"]?.text?.isEmpty == false)
        #expect(facts["kernel.libc"]?.text?.hasPrefix("2.") == true)
        #expect(facts["process.allowed_cpus"]?.number ?? 0 >= 1)
        #expect(affinityMask()?.isEmpty == false)
    }
}
