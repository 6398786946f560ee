/// How `Topology` takes /sys/devices/system apart.
struct TopologyReader {
    let root: SystemRoot
    private let folder = "/sys/devices/system/cpu"

    init(root: SystemRoot) { self.root = root }

    /// One of the lists in the CPU folder: `online`, `isolated`.
    func list(_ name: String) -> [Int]? { root.cpuList("\(folder)/\(name)") }

    /// The CPUs that have a folder.
    func present() -> [Int] { numbered(folder, "cpu") }

    func nodes() -> [Int: [Int]] {
        let nodes = "/sys/devices/system/node"
        var result: [Int: [Int]] = [:]
        for node in numbered(nodes, "node") {
            result[node] = root.cpuList("\(nodes)/node\(node)/cpulist")
        }
        return result
    }

    func cpus(_ ids: [Int], nodes: [Int: [Int]]) -> [Topology.CPU] {
        var nodeOf: [Int: Int] = [:]
        for (node, members) in nodes { for cpu in members { nodeOf[cpu] = node } }
        var sharedBy: [Int: [Int]] = [:]
        let big = root.cpuList("/sys/devices/cpu_core/cpus").map { Set($0) }
        let little = root.cpuList("/sys/devices/cpu_atom/cpus").map { Set($0) }
        return ids.map { id in
            let topology = "\(folder)/cpu\(id)/topology"
            let threads = root.cpuList(topology + "/thread_siblings_list") ?? []
            if sharedBy[id] == nil, let shared = lastLevelShared(id) {
                for cpu in shared { sharedBy[cpu] = shared }
            }
            let hybrid: Int? = big?.contains(id) == true ? 1024 : little?.contains(id) == true ? 512 : nil
            return Topology.CPU(
                id: id, core: root.integer(topology + "/core_id"),
                package: root.integer(topology + "/physical_package_id"), node: nodeOf[id],
                siblings: threads.contains(id) ? threads : [id], lastLevelShared: sharedBy[id],
                capacity: root.integer("\(folder)/cpu\(id)/cpu_capacity") ?? (little == nil ? nil : hybrid))
        }
    }

    func caches(of cpu: Int) -> [Topology.Cache] {
        let caches = indices(of: cpu).compactMap { path -> Topology.Cache? in
            guard let level = root.integer(path + "/level"), (1...9).contains(level),
                let bytes = root.line(path + "/size").flatMap(Self.bytes), bytes > 0
            else { return nil }
            let type = root.line(path + "/type") ?? ""
            let kind = type == "Data" ? "d" : type == "Instruction" ? "i" : ""
            return Topology.Cache(name: "l\(level)\(kind)", level: level, bytes: bytes, holdsData: kind != "i")
        }
        return caches.sorted { ($0.level, $0.name) < ($1.level, $1.name) }
    }

    /// `48K`, `32M`, `1024` in bytes.
    static func bytes(_ text: String) -> Int? {
        let shift = ["K": 10, "M": 20, "G": 30][text.suffix(1)]
        guard let number = Int(shift == nil ? text[...] : text.dropLast()), (0..<1 << 30).contains(number)
        else { return nil }
        return number << (shift ?? 0)
    }

    private func lastLevelShared(_ cpu: Int) -> [Int]? {
        let caches = indices(of: cpu).filter { root.line($0 + "/type") != "Instruction" }
            .compactMap { path in root.integer(path + "/level").map { (path: path, level: $0) } }
        let last = caches.max { $0.level < $1.level }
        let shared = last.flatMap { root.cpuList($0.path + "/shared_cpu_list") }
        return shared?.contains(cpu) == true ? shared : nil
    }

    private func indices(of cpu: Int) -> [String] {
        numbered("\(folder)/cpu\(cpu)/cache", "index").map { "\(folder)/cpu\(cpu)/cache/index\($0)" }
    }

    /// The numbers of the entries called `prefix` and a number, ascending.
    private func numbered(_ folder: String, _ prefix: String) -> [Int] {
        root.entries(folder).filter { $0.hasPrefix(prefix) }
            .compactMap { Int($0.dropFirst(prefix.count)) }
            .filter { (0..<CPUList.limit).contains($0) }.sorted()
    }
}
