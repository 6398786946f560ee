/// Sets of CPUs as the kernel writes them: `0-3,8,12-15:2/4` (Documentation/admin-guide/kernel-parameters.rst).
package enum CPUList {
    /// More CPUs than any kernel is built for: a list that names a higher one is taken to be damaged.
    static let limit = 1 << 16

    /// The CPUs of a list in ascending order, or nil when it is not well formed. An empty list is empty.
    package static func parse(_ text: String) -> [Int]? {
        var cpus: Set<Int> = []
        var named = 0  // a damaged list may name the same CPUs for ever
        for part in text.split(whereSeparator: { $0 == "," || $0.isWhitespace }) {
            guard let range = range(part), named + range.count <= 2 * limit else { return nil }
            named += range.count
            cpus.formUnion(range)
        }
        return cpus.sorted()
    }

    /// `0-3,8` for `[0, 1, 2, 3, 8]`.
    package static func format(_ cpus: some Sequence<Int>) -> String {
        var runs: [ClosedRange<Int>] = []
        for cpu in cpus.sorted() {
            if let last = runs.last, last.upperBound + 1 == cpu {
                runs[runs.count - 1] = last.lowerBound...cpu
            } else {
                runs.append(cpu...cpu)
            }
        }
        return runs.map { $0.count == 1 ? "\($0.lowerBound)" : "\($0.lowerBound)-\($0.upperBound)" }
            .joined(separator: ",")
    }

    private static func range(_ part: Substring) -> [Int]? {
        let stepped = part.split(separator: ":", omittingEmptySubsequences: false)
        let ends = stepped[0].split(separator: "-", omittingEmptySubsequences: false).map { Int($0) }
        guard stepped.count <= 2, ends.count <= 2, let first = ends[0], let last = ends[ends.count - 1],
            first >= 0, first <= last, last < limit
        else { return nil }
        guard stepped.count == 2 else { return Array(first...last) }
        let group = stepped[1].split(separator: "/", omittingEmptySubsequences: false).map { Int($0) }
        guard group.count == 2, let used = group[0], let size = group[1], used > 0, size > 0 else { return nil }
        return (first...last).filter { ($0 - first) % size < used }
    }
}
