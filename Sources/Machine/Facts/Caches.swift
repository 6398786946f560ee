extension Topic {
    /// Caches of the first CPU and the last level's reach.
    /// Source: /sys/devices/system/cpu/cpu*/cache (Documentation/ABI/testing/sysfs-devices-system-cpu).
    static let caches = Topic(
        "Caches",
        [
            Fact(each: "cache", "", .bytes, moves: ["memory", "switch"], because: "what a switch evicts depends on it")
            {
                Dictionary(
                    $0.topology.caches.map { ($0.name, .integer($0.bytes)) }, uniquingKeysWith: { first, _ in first })
            },
            Fact("cache.last_level", "last level", .bytes, moves: ["memory"], because: "working sets fit or do not") {
                FactValue($0.topology.lastLevelCacheBytes)
            },
            Fact(
                "cache.last_level_cpus", "CPUs that share the last level", moves: ["memory"],
                because: "its room is divided among them"
            ) { FactValue($0.topology.cpus.first?.lastLevelShared?.count) },
            Fact("cache.line", "line", .bytes) {
                FactValue($0.root.integer("/sys/devices/system/cpu/cpu0/cache/index0/coherency_line_size"))
            },
        ])
}
