internal import Basics
internal import CKernel
internal import Glibc

/// Weighs contexts by the kernel's books: before there are any, and while they are held.
enum Scales {
    /// The weight of `count` contexts: what is weighed with them less what is weighed with none.
    static func difference(_ held: Held, _ count: Int) throws -> Weight {
        try weigh(held, count) - weigh(held, 0)
    }

    /// What comes onto the scales with `count` contexts. They are made by a child of the worker, so that each weighing
    /// begins in a process that never held any, and that all of them are gone when it is.
    private static func weigh(_ held: Held, _ count: Int) throws -> Weight {
        let page = try SharedPage()
        defer { page.close() }
        let parent = getpid()
        let child = k_fork()
        guard child >= 0 else { throw Refusal("no process to weigh in: \(Limits.reason(for: -child))") }
        if child == 0 {
            if k_die_with_parent(SIGKILL) != 0 || getppid() != parent { _exit(1) }
            let code = weighHere(held, count, into: UnsafeMutableRawPointer(page.line(1)), page.line(4))
            k_store(page.words, UInt32(bitPattern: code))
            _exit(0)
        }
        var status: Int32 = 0
        guard waitpid(child, &status, 0) == child, status == 0 else {
            throw OperationFailed("the process that weighs ended with status \(status)")
        }
        let code = Int32(bitPattern: k_load(page.words))
        guard code == 0 else {
            throw Refusal("\(held.words): \(count) cannot be held: \(Limits.reason(for: code, wanting: count))")
        }
        return UnsafeRawPointer(page.line(1)).load(as: Weight.self)
    }

    /// An error number, or 0 and the weight in `place`.
    private static func weighHere(
        _ held: Held, _ count: Int, into place: UnsafeMutableRawPointer, _ settled: UnsafeMutablePointer<UInt32>
    ) -> Int32 {
        settle()
        guard let before = weight(of: ["/proc/self"]) else { return ENOENT }
        let holding = held.hold(count, settled: settled)
        defer { holding.drop() }
        guard holding.code == 0 else { return holding.code }
        guard let folders = folders(of: holding.processes), let after = weight(of: ["/proc/self"] + folders) else {
            return ENOENT
        }
        place.storeBytes(of: after - before, as: Weight.self)
        return 0
    }

    /// Lets the kernel free what was held last, and brings its books up to date, where that is allowed.
    private static func settle() {
        usleep(30_000)
        _ = textOfFile("/proc/sys/vm/stat_refresh")
    }

    /// Where proc shows the children that are held; nil where it misses one.
    private static func folders(of processes: [Int32]) -> [String]? {
        // The numbers of all at once: each by itself would be looked for among all.
        let outer = ProcView.isOwn || processes.isEmpty ? [:] : ProcView.children()
        let shown = processes.compactMap { ProcView.isOwn ? $0 : outer[$0] }
        return shown.count == processes.count ? shown.map { "/proc/\($0)" } : nil
    }

    /// What the kernel holds for the machine, and these processes in user memory.
    private static func weight(of processes: [String]) -> Weight? {
        _ = textOfFile("/proc/sys/vm/stat_refresh")
        let books = kibibytes("/proc/meminfo", ["Slab:", "KernelStack:", "PageTables:", "Percpu:"])
        guard let slab = books[0], let stacks = books[1], let tables = books[2] else { return nil }
        var user = 0
        for process in processes {
            guard let pss = kibibytes(process + "/smaps_rollup", ["Pss:"])[0] else { return nil }
            user += pss
        }
        return Weight(
            user: user << 10, slab: slab << 10, stacks: stacks << 10, pageTables: tables << 10,
            perCPU: (books[3] ?? 0) << 10)
    }

    /// The numbers behind the names in a file of lines such as `Slab:  1234 kB`.
    private static func kibibytes(_ path: String, _ names: [String]) -> [Int?] {
        // Byte by byte: there may be ten thousand such files.
        let lines = (textOfFile(path) ?? "").utf8.split(separator: UInt8(ascii: "\n"))
        return names.map { name in
            lines.first { $0.starts(with: name.utf8) }?.split(separator: UInt8(ascii: " ")).dropFirst().first
                .flatMap { Int(String(Substring($0))) }
        }
    }
}
