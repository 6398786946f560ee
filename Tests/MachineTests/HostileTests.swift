import Machine
import Testing

@Suite struct HostileTests {
    @Test func anEmptyRootTellsNothingAndIsNoError() throws {
        let fixture = try Fixture([String: String]())
        #expect(fixture.facts == Fingerprint())
        #expect(fixture.facts.sections.isEmpty)
        #expect(fixture.facts.displayName == "unknown")
        let topology = fixture.topology
        #expect(topology.cpus.isEmpty && topology.allowed.isEmpty)
        #expect(topology.measuringCPU == nil && topology.lastLevelCacheBytes == nil && topology.coreCount == nil)
        #expect(Placement.allCases.allSatisfy { topology.pair($0, from: 0) == nil })
        let findings = fixture.findings()
        #expect(findings.values.allSatisfy { $0.state != .good && $0.state != .noisy })
    }

    @Test func readsAreBounded() throws {
        let fixture = try Fixture([
            "/huge": [UInt8](repeating: 0x41, count: 3 << 20),
            "/proc/cpuinfo": [UInt8](repeating: 0x3a, count: 1 << 20),
        ])
        #expect(fixture.root.bytes("/huge")?.count == 64 << 10)
        #expect(fixture.root.bytes("/huge", limit: 5) == [0x41, 0x41, 0x41, 0x41, 0x41])
        #expect(fixture.root.line("/huge")?.count == 400)
        #expect(fixture.facts["cpu.model"] == nil)
    }

    @Test func aFolderOrAMissingFileIsNoText() throws {
        let fixture = try Fixture(["/folder/file": "x"])
        #expect(fixture.root.text("/folder") == nil)
        #expect(fixture.root.text("/nothing") == nil)
        #expect(fixture.root.entries("/folder/file") == [])
        #expect(fixture.root.entries("/folder") == ["file"])
    }

    @Test func escapeSequencesDoNotReachATerminal() throws {
        let fixture = try Fixture([
            "/proc/cpuinfo": "model name : \u{1b}]0;owned\u{7}AMD \u{202e}EPYC\u{1b}[2J\n",
            "/sys/devices/system/cpu/vulnerabilities/meltdown": "\u{9b}31mMitigation\u{0}: x\r\n",
            "/sys/devices/system/cpu/vulnerabilities/Not A Key\u{1b}": "Vulnerable",
        ])
        #expect(fixture.facts["cpu.model"] == .text("]0;owned AMD EPYC [2J"))
        #expect(fixture.facts["mitigation.meltdown"] == .text("31mMitigation : x"))
        #expect(fixture.facts.values.keys.allSatisfy { !$0.contains(" ") })
    }

    @Test func whatAStrangersFileSaysIsCleanedWhenShown() {
        let fingerprint = Fingerprint([
            "cpu.model": .text("a\u{1b}[31mb\nc"), "stranger\u{1b}": .list(["x\u{7}", "y"]),
            "memory.page": .real(1e308),
        ])
        for section in fingerprint.sections {
            for row in section.rows {
                let text = row.label + row.value
                #expect(text.unicodeScalars.allSatisfy { $0.properties.generalCategory != .control })
            }
        }
        let difference = Fingerprint.differences([fingerprint, Fingerprint()])
        #expect(difference.map(\.label).allSatisfy { !$0.contains("\u{1b}") })
    }

    @Test func binaryIsRepairedNotTrusted() throws {
        let noise = (0..<2048).map { UInt8(truncatingIfNeeded: $0 &* 197 &+ 31) }
        let paths = Machines.intelLaptop.keys
        let fixture = try Fixture(Dictionary(uniqueKeysWithValues: paths.map { ($0, noise) }))
        for section in fixture.facts.sections { #expect(section.rows.allSatisfy { $0.value.count <= 400 }) }
        #expect(fixture.findings().count > 5)
    }

    @Test(arguments: ["0-99999999", "3-1", "-1", "0-", "a", "0-3:0/2", "0-3:1", "1-2-3", "9223372036854775808"])
    func damagedListsAreNoCPUs(list: String) throws {
        let fixture = try Fixture(["/sys/devices/system/cpu/online": list])
        #expect(fixture.topology.cpus.isEmpty)
    }

    @Test func aListThatNeverEndsIsRefused() throws {
        let list = [String](repeating: "0-65535", count: 8000).joined(separator: ",")
        #expect(try Fixture(["/sys/devices/system/cpu/online": list]).topology.cpus.isEmpty)
    }

    @Test func numbersThatDoNotFit() throws {
        let cache = "/sys/devices/system/cpu/cpu0/cache/index0"
        let fixture = try Fixture([
            "\(cache)/level": "1", "\(cache)/size": "9223372036854775807K", "\(cache)/type": "Data",
            "/proc/meminfo": "MemTotal: 9223372036854775807 kB\n",
            "/sys/devices/system/cpu/cpufreq/policy0/cpuinfo_max_freq": "9223372036854775807\n",
            "/proc/self/cgroup": "0::/../../a\n", "/sys/fs/cgroup/cgroup.controllers": "cpu",
            "/sys/fs/cgroup/cpu.max": "nan 0", "/sys/fs/cgroup/pids.max": "-5",
        ])
        let facts = fixture.facts
        #expect(facts["memory.total"] == nil && facts["frequency.max"] == nil && facts["cache.l1d"] == nil)
        #expect(facts["cgroup.cpus"] == nil && facts["cgroup.tasks"] == nil)
    }
}
