import Glibc

extension Topic {
    /// Memory and its pages.
    static let memory = Topic(
        "Memory",
        [
            Fact("memory.total", "total", .bytes) { meminfo($0, "MemTotal") },
            Fact(
                "memory.page", "page", .bytes, moves: ["memory", "create"], because: "page tables are walked and copied"
            ) {
                $0.root.isLive ? .integer(Int(sysconf(Int32(_SC_PAGESIZE)))) : nil
            },
            Fact("memory.thp", "transparent huge pages", moves: ["memory", "create"], because: hugePages) {
                FactValue($0.root.marked("/sys/kernel/mm/transparent_hugepage/enabled"))
            },
            Fact("memory.thp_defrag", "defragments for them", moves: ["memory"], because: hugePages) {
                FactValue($0.root.marked("/sys/kernel/mm/transparent_hugepage/defrag"))
            },
            Fact("memory.huge_page", "huge page", .bytes) { meminfo($0, "Hugepagesize") },
            Fact("memory.huge_pages", "huge pages reserved", moves: ["memory"], because: hugePages) {
                FactValue($0.root.integer("/proc/sys/vm/nr_hugepages"))
            },
            Fact("memory.ksm", "merges equal pages", moves: ["memory", "create"], because: "a daemon unmaps pages") {
                FactValue($0.root.integer("/sys/kernel/mm/ksm/run").map { $0 == 1 })
            },
        ])

    private static let hugePages = "huge pages need fewer TLB entries and fewer page-table entries to copy"

    /// A line of /proc/meminfo, which is in KiB, in bytes.
    private static func meminfo(_ survey: Survey, _ key: String) -> FactValue? {
        guard let kibibytes = KeyedText(survey.root.text("/proc/meminfo")).integer(key), kibibytes >= 0,
            kibibytes < 1 << 50
        else { return nil }
        return .integer(kibibytes << 10)
    }
}
