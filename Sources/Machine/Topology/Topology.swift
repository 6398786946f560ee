internal import CKernel

/// The CPUs of a machine and what they share, from /sys/devices/system/cpu
/// (Documentation/ABI/stable/sysfs-devices-system-cpu). Without /sys it holds the allowed CPUs and knows no more.
public struct Topology: Sendable, Equatable {
    /// One logical CPU.
    public struct CPU: Sendable, Equatable {
        /// The kernel's number for it.
        public let id: Int
        /// Its core, numbered within the package; nil when unknown.
        public let core: Int?
        /// Its package (socket); nil when unknown.
        public let package: Int?
        /// Its NUMA node; nil when unknown.
        public let node: Int?
        /// The hardware threads of its core, itself among them; only itself when unknown.
        public let siblings: [Int]
        /// The CPUs that share its last-level cache, itself among them; nil when unknown.
        public let lastLevelShared: [Int]?
        /// How much it can do against the machine's biggest core, 1024 for that one; nil when all are alike.
        public let capacity: Int?
    }

    /// One cache of the first CPU.
    public struct Cache: Sendable, Equatable {
        /// `l1d`, `l1i`, `l2`, `l3`.
        public let name: String
        /// 1 is the nearest.
        public let level: Int
        /// Its size in bytes.
        public let bytes: Int
        /// Whether it holds data (an instruction cache does not).
        public let holdsData: Bool
    }

    /// The CPUs that are online, in ascending order.
    public let cpus: [CPU]
    /// The CPUs that the caller may run on, in ascending order.
    public let allowed: [Int]
    /// The CPUs that the scheduler leaves alone (isolcpus=).
    public let isolated: [Int]
    /// The CPUs of each NUMA node.
    public let nodes: [Int: [Int]]
    /// The caches of the first CPU, nearest first.
    public let caches: [Cache]

    /// Reads the topology below `root`.
    public init(_ root: SystemRoot = SystemRoot()) {
        let read = TopologyReader(root: root)
        let allowedByMask = root.isLive ? affinityMask() : nil
        let allowedByStatus = KeyedText(root.text("/proc/self/status")).words("Cpus_allowed_list").first.flatMap(
            CPUList.parse)
        let online = read.list("online") ?? read.present()
        let named = allowedByMask ?? allowedByStatus ?? online
        let all = online.isEmpty ? named : online
        let isolated = read.list("isolated") ?? []
        self.isolated = isolated
        nodes = read.nodes()
        caches = read.caches(of: all.first ?? 0)
        cpus = read.cpus(all, nodes: nodes)
        // The status file names CPUs that are not there: only those online can be run on.
        let usable = online.isEmpty ? named : named.filter(Set(online).contains)
        // A program starts on the CPUs that are not isolated, and may be bound to those that are. Who was started with
        // fewer was meant to stay there.
        let isDefault = Set(usable) == Set(online).subtracting(isolated)
        let more = isolated.filter { online.contains($0) && (!root.isLive || k_may_run_on(Int32($0)) != 0) }
        allowed = isDefault ? (usable + more).sorted() : usable
    }

    /// The CPU with the kernel's number `id`.
    public func cpu(_ id: Int) -> CPU? { cpus.first { $0.id == id } }

    /// The size of the highest-level cache that holds data; nil when unknown.
    public var lastLevelCacheBytes: Int? {
        caches.filter(\.holdsData).max { $0.level < $1.level }?.bytes
    }

    /// How many cores are online; nil when unknown.
    public var coreCount: Int? {
        guard !cpus.isEmpty, cpus.allSatisfy({ $0.core != nil }) else { return nil }
        return Set(cpus.map(\.siblings)).count
    }

    /// How many packages are online; nil when unknown.
    public var packageCount: Int? {
        let packages = Set(cpus.compactMap(\.package))
        return packages.isEmpty ? nil : packages.count
    }
}
