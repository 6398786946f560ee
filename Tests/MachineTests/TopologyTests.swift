import Machine
import Testing

@Suite struct TopologyTests {
    private func same(_ pair: (Int, Int)?, _ expected: (Int, Int)) -> Bool { pair.map { $0 == expected } ?? false }

    @Test func siblingsAndSharedCachesOfALaptop() throws {
        let topology = try Fixture(Machines.intelLaptop).topology
        #expect(topology.cpus.map(\.id) == [0, 1, 2, 3] && topology.allowed == [0, 1, 2, 3])
        #expect(topology.cpu(1)?.siblings == [1, 3] && topology.cpu(1)?.lastLevelShared == [0, 1, 2, 3])
        #expect(topology.cpu(1)?.node == 0 && topology.lastLevelCacheBytes == 8 << 20)
        #expect(same(topology.pair(.same, from: 1), (1, 1)))
        #expect(same(topology.pair(.sibling, from: 1), (1, 3)))
        #expect(same(topology.pair(.llc, from: 1), (1, 0)))
        #expect(topology.pair(.remote, from: 1) == nil)
        #expect(topology.measuringCPU == 1, "not CPU 0, and not its sibling 2")
        #expect(topology.housekeepingCPU(beside: 1) == 0, "not the sibling 3")
    }

    @Test func packagesOfAServerAndAnIsolatedCPU() throws {
        let topology = try Fixture(Machines.armServer).topology
        #expect(topology.allowed == [0, 1, 2, 3, 5], "the mask names CPUs that are not there")
        #expect(topology.nodes == [0: [0, 1], 1: [2, 3, 4, 5]] && topology.packageCount == 2)
        #expect(topology.measuringCPU == 3, "the isolated one")
        #expect(topology.housekeepingCPU(beside: 3) == 0)
        #expect(topology.housekeepingCPU(beside: 0) == 1, "an isolated CPU is left alone")
        #expect(same(topology.pair(.llc, from: 3), (3, 2)))
        #expect(same(topology.pair(.remote, from: 3), (3, 0)))
        #expect(topology.pair(.sibling, from: 3) == nil)
        #expect(topology.pair(.same, from: 4) == nil, "offline")
    }

    /// A program starts on the CPUs that are not isolated. Those that are may be used all the same, unless whoever
    /// started it chose fewer.
    @Test func isolatedCPUsAreThere() throws {
        var files = Machines.armServer
        files["/proc/self/status"] = "Cpus_allowed_list:\t0-2,5\n"
        let usual = try Fixture(files).topology
        #expect(usual.allowed == [0, 1, 2, 3, 5] && usual.measuringCPU == 3)
        files["/proc/self/status"] = "Cpus_allowed_list:\t0-1\n"
        let chosen = try Fixture(files).topology
        #expect(chosen.allowed == [0, 1] && chosen.measuringCPU == 1)
    }

    @Test func onlyAllowedCPUsAreChosen() throws {
        var files = Machines.intelLaptop
        files["/proc/self/status"] = "Cpus_allowed_list:\t0,2\n"
        let two = try Fixture(files).topology
        #expect(two.measuringCPU == 0 && two.housekeepingCPU(beside: 0) == 2)
        #expect(two.pair(.llc, from: 0) == nil && same(two.pair(.sibling, from: 0), (0, 2)))
        files["/proc/self/status"] = "Cpus_allowed_list:\t0\n"
        let one = try Fixture(files).topology
        #expect(one.measuringCPU == 0 && one.housekeepingCPU(beside: 0) == nil)
    }

    @Test func withoutSysTheAllowedCPUsAreAllThereIs() throws {
        let topology = try Fixture(["/proc/self/status": "Cpus_allowed_list:\t0-1,4\n"]).topology
        #expect(topology.cpus.map(\.id) == [0, 1, 4] && topology.allowed == [0, 1, 4])
        #expect(topology.coreCount == nil && topology.packageCount == nil)
        #expect(topology.measuringCPU == 1)
        #expect(topology.pair(.llc, from: 1) == nil && topology.pair(.remote, from: 1) == nil)
    }

    @Test func bigCoresBeforeSmallOnes() throws {
        let capacity = { (cpu: Int) in "/sys/devices/system/cpu/cpu\(cpu)/cpu_capacity" }
        let arm = try Fixture([
            "/sys/devices/system/cpu/online": "0-2", capacity(0): "1024", capacity(1): "400", capacity(2): "1024",
        ]).topology
        #expect(arm.measuringCPU == 2)
        let hybrid = try Fixture([
            "/sys/devices/system/cpu/online": "0-3", "/sys/devices/cpu_core/cpus": "0,3",
            "/sys/devices/cpu_atom/cpus": "1-2",
        ]).topology
        #expect(hybrid.measuringCPU == 3)
    }

    @Test func listsWithStridesAsTheKernelWritesThem() throws {
        let topology = try Fixture(["/sys/devices/system/cpu/online": "0-7:1/2,9\n"]).topology
        #expect(topology.cpus.map(\.id) == [0, 2, 4, 6, 9])
    }
}
