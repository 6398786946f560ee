import CKernel
import Glibc
import Testing

@testable import Counters

// Each test that forces a PMU runs in a process of its own: libpfm4 looks at LIBPFM_FORCE_PMU once.

@Suite struct EventCatalogTests {
    @Test func genericNamesAreTheKernelsOwnNumbers() throws {
        let catalog = try EventCatalog()
        let expected: [(String, UInt32, UInt64)] = [
            ("cycles", PERF_TYPE_HARDWARE.rawValue, 0), ("instructions", PERF_TYPE_HARDWARE.rawValue, 1),
            ("perf::CACHE-MISSES", PERF_TYPE_HARDWARE.rawValue, 3),
            ("perf::BRANCHES", PERF_TYPE_HARDWARE.rawValue, 4),
            ("perf::BRANCH-MISSES", PERF_TYPE_HARDWARE.rawValue, 5),
            // Cache events: which cache, the operation << 8, the outcome << 16.
            ("perf::L1-DCACHE-LOAD-MISSES", PERF_TYPE_HW_CACHE.rawValue, 0 | 0 << 8 | 1 << 16),
            ("perf::DTLB-LOAD-MISSES", PERF_TYPE_HW_CACHE.rawValue, 3 | 0 << 8 | 1 << 16),
            ("perf::ITLB-LOAD-MISSES", PERF_TYPE_HW_CACHE.rawValue, 4 | 0 << 8 | 1 << 16),
            ("perf::CONTEXT-SWITCHES", PERF_TYPE_SOFTWARE.rawValue, 3),
        ]
        for (name, type, config) in expected {
            let event = try catalog.event(named: name)
            #expect(event.name == name)
            #expect((event.type, event.config) == (type, config), "\(name)")
            #expect(!event.excludeUser && !event.excludeKernel)
        }
    }

    @Test func modesExcludeEachOther() throws {
        let catalog = try EventCatalog()
        let user = try catalog.event(named: "perf::DTLB-LOAD-MISSES:u")
        #expect(!user.excludeUser && user.excludeKernel)
        let kernel = try catalog.event(named: "cycles:k")
        #expect(kernel.excludeUser && !kernel.excludeKernel)
    }

    @Test func everyDefaultNameIsAnEvent() throws {
        let catalog = try EventCatalog()
        for name in EventCatalog.defaultNames { #expect(throws: Never.self) { try catalog.event(named: name) } }
    }

    @Test func aWrongNameIsOneLineWithTheClosestNames() throws {
        let catalog = try EventCatalog()
        let refusal = #expect(throws: CounterRefusal.self) { try catalog.event(named: "perf::CYCLE") }
        #expect(refusal?.event == "perf::CYCLE")
        #expect(refusal?.reason == "event not found; close to it: perf::CYCLES")
        let misspelt = #expect(throws: CounterRefusal.self) { try catalog.event(named: "instrutions") }
        #expect(misspelt?.reason.contains("perf::INSTRUCTIONS") == true)
        let strange = #expect(throws: CounterRefusal.self) { try catalog.event(named: "cycles:sideways") }
        #expect(strange?.reason == "invalid event attribute")
        #expect(throws: CounterRefusal.self) { try catalog.event(named: "") }
    }

    @Test func attributesOfSamplingAreRefusedNotIgnored() throws {
        let catalog = try EventCatalog()
        for name in ["cycles:period=1000", "cycles:pinned", "cycles:precise=2"] {
            #expect(throws: CounterRefusal.self, "\(name)") { try catalog.event(named: name) }
        }
    }

    @Test func theListHasWhatCanBeAskedFor() throws {
        let catalog = try EventCatalog()
        let misses = catalog.events(matching: "dtlb-load-miss")
        #expect(misses.contains { $0.name == "perf::DTLB-LOAD-MISSES" && !$0.description.isEmpty })
        #expect(misses.count < catalog.events().count)
        #expect(catalog.events(matching: "no event is called so").isEmpty)
        #expect(catalog.pmus.contains { $0.name == "perf" && $0.isGeneric })
        for named in catalog.events(matching: "branch") {
            #expect(throws: Never.self, "\(named.name)") { try catalog.event(named: named.name) }
        }
    }

    #if arch(x86_64)
        // The kernel's own tables: arch/x86/events/intel/core.c (intel_perfmon_event_map) and amd/core.c
        // (amd_zen2_perfmon_event_map, amd_zen4_perfmon_event_map): event select | unit mask << 8.
        @Test func intelNamesAreTheArchitecturesNumbers() async {
            for model in ["skl", "icl", "spr"] {
                await #expect(processExitsWith: .success) { [model = model as String] in
                    setenv("LIBPFM_FORCE_PMU", model, 1)
                    let catalog = try EventCatalog()
                    for (name, config) in [
                        ("UNHALTED_CORE_CYCLES", 0x003c), ("INSTRUCTION_RETIRED", 0x00c0),
                        ("BR_INST_RETIRED:ALL_BRANCHES", 0x00c4), ("BR_MISP_RETIRED:ALL_BRANCHES", 0x00c5),
                    ] as [(String, UInt64)] {
                        let event = try catalog.event(named: name)
                        #expect((event.type, event.config) == (PERF_TYPE_RAW.rawValue, config), "\(model) \(name)")
                    }
                    #expect(catalog.pmus.map(\.name) == [model])
                    #expect(throws: CounterRefusal.self) { try catalog.event(named: "RETIRED_INSTRUCTIONS") }
                }
            }
        }

        @Test func amdNamesAreTheKernelsNumbers() async {
            for model in ["amd64_fam17h_zen2", "amd64_fam19h_zen3", "amd64_fam19h_zen4"] {
                await #expect(processExitsWith: .success) { [model = model as String] in
                    setenv("LIBPFM_FORCE_PMU", model, 1)
                    let catalog = try EventCatalog()
                    for (name, config) in [
                        ("CYCLES_NOT_IN_HALT", 0x0076), ("RETIRED_INSTRUCTIONS", 0x00c0),
                        ("RETIRED_BRANCH_INSTRUCTIONS", 0x00c2),
                        ("RETIRED_BRANCH_INSTRUCTIONS_MISPREDICTED", 0x00c3),
                    ] as [(String, UInt64)] {
                        let event = try catalog.event(named: "\(name):u")
                        #expect((event.type, event.config) == (PERF_TYPE_RAW.rawValue, config), "\(model) \(name)")
                        #expect(event.excludeKernel && !event.excludeUser)
                    }
                    #expect(catalog.pmus.first?.counters == 6)
                }
            }
        }
    #endif
}

@Suite struct ClosestNamesTests {
    @Test func nearestComeFirstAndFarOnesNotAtAll() {
        let names = ["perf::CYCLES", "perf::CYCLERS", "skl::BRANCHES", "perf::BI-CYCLES"]
        #expect(closestNames(to: "cycle", among: names) == ["perf::CYCLES"])
        #expect(closestNames(to: "perf::cycle", among: names) == ["perf::CYCLES", "perf::CYCLERS"])
        #expect(closestNames(to: "zzz", among: names).isEmpty)
    }
}
