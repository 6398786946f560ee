internal import Basics
internal import Glibc
internal import Sampling

/// A mapping of this process's memory, as smaps lists it.
struct Mapping: Equatable {
    let range: Range<UInt>
    /// Its file, or the kernel's name for it in brackets, or nothing.
    let name: String
    let isShared: Bool
    let isExecutable: Bool
    /// Bytes of it that are in RAM.
    var resident = 0
    /// Whether fork copies it.
    var isCopied = true

    /// All mappings there are, by their addresses; none where the kernel does not list them.
    static var all: [Mapping] { parse(textOfFile("/proc/self/smaps") ?? "") }

    /// The mappings that `text`, in the format of smaps, lists.
    static func parse(_ text: String) -> [Mapping] {
        var mappings: [Mapping] = []
        for line in text.split(separator: "\n") {
            if let header = header(line) {
                mappings.append(header)
            } else if let last = mappings.indices.last {
                if line.hasPrefix("Rss:") {
                    mappings[last].resident =
                        (line.split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0) << 10
                } else if line.hasPrefix("VmFlags:") {
                    // "do not copy on fork"
                    mappings[last].isCopied = !line.split(separator: " ").contains("dc")
                }
            }
        }
        return mappings
    }

    /// Long runs of its pages that its file still has as they are, by the kernel's list of pages. None where there is
    /// no such list.
    var unwritten: [Range<UInt>] {
        let page = UInt(getpagesize())
        let file = open("/proc/self/pagemap", O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { return [] }
        defer { close(file) }
        var entries = [UInt64](repeating: 0, count: range.count / Int(page))
        let bytes = entries.count * 8
        guard pread(file, &entries, bytes, off_t(range.lowerBound / page * 8)) == bytes else { return [] }
        var (found, start): ([Range<UInt>], Int) = ([], 0)
        for (index, entry) in (entries + [Mapping.isInMemory]).enumerated() {
            let isOwn = entry & (Mapping.isInMemory | Mapping.isOfFile) == Mapping.isInMemory
            let isWritten = isOwn || entry & Mapping.isSwapped != 0
            guard isWritten else { continue }
            if index - start >= Mapping.longRun {
                found.append(range.lowerBound + UInt(start) * page..<range.lowerBound + UInt(index) * page)
            }
            start = index + 1
        }
        return found
    }

    /// Pages. Each run that is left out makes one mapping more, which a fork copies, too.
    private static let longRun = 16
    // Bits of the kernel's list (Documentation/admin-guide/mm/pagemap.rst).
    private static let isInMemory: UInt64 = 1 << 63, isSwapped: UInt64 = 1 << 62, isOfFile: UInt64 = 1 << 61

    /// How much of them is copied, as the facts of a row.
    static func copied(of mappings: [Mapping]) -> [RowFact: Double] {
        let copied = mappings.filter(\.isCopied)
        guard !copied.isEmpty else { return [:] }
        return [
            .parentResident: Double(copied.reduce(0) { $0 + $1.resident }), .parentMappings: Double(copied.count),
        ]
    }

    /// `7f00-7f10 rw-p 00000000 00:00 0   [stack]`
    private static func header(_ line: Substring) -> Mapping? {
        let fields = line.split(separator: " ", maxSplits: 5)
        guard fields.count > 4, fields[1].utf8.count == 4 else { return nil }
        let ends = fields[0].split(separator: "-").compactMap { UInt($0, radix: 16) }
        guard ends.count == 2, ends[0] < ends[1] else { return nil }
        return Mapping(
            range: ends[0]..<ends[1], name: fields.count > 5 ? String(fields[5].drop { $0 == " " }) : "",
            isShared: fields[1].hasSuffix("s"), isExecutable: fields[1].utf8.contains(UInt8(ascii: "x")))
    }
}
