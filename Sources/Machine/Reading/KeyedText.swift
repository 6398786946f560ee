internal import Basics

/// A text of `key : value` or `key=value` lines, as /proc/cpuinfo, /proc/self/status and /boot/config are.
/// The first line with a key counts.
struct KeyedText: Sendable {
    private var values: [String: String] = [:]

    /// Reads `text` up to the first empty line where `firstBlock` is set, else all of it.
    init(_ text: String?, separator: Character = ":", firstBlock: Bool = false) {
        for line in (text ?? "").split(separator: "\n", omittingEmptySubsequences: false) {
            guard let cut = line.firstIndex(of: separator) else {
                if firstBlock, !values.isEmpty, line.allSatisfy(\.isWhitespace) { break }
                continue
            }
            let key = String(line[..<cut]).printable
            let value = String(line[line.index(after: cut)...])
            if values[key] == nil { values[key] = value }
        }
    }

    /// The value of a key, cleaned for display; nil when there is none or it is empty.
    subscript(key: String) -> String? {
        guard let value = values[key]?.printable, !value.isEmpty else { return nil }
        return value
    }

    /// The words of a value, however many there are (CPU flags are longer than a displayed line may be).
    func words(_ key: String) -> [String] {
        (values[key] ?? "").split(whereSeparator: \.isWhitespace).map { String($0) }
    }

    /// The first word of a value as a number: `16384 kB` is 16384.
    func integer(_ key: String) -> Int? { words(key).first.flatMap { Int($0) } }
}
