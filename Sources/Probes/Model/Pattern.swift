internal import Basics
internal import Glibc

/// What a person types to name probes: `switch.pipe.process`, `switch.pipe`, `*.thread`.
struct Pattern {
    private let text: String

    init(_ text: String) { self.text = text }

    /// Whether it names `name`: as a whole, as a prefix of its dotted parts, or as a glob.
    func matches(_ name: String) -> Bool {
        name == text || name.hasPrefix(text.hasSuffix(".") ? text : text + ".") || fnmatch(text, name, 0) == 0
    }

    /// The name, or the beginning of names, that takes the fewest edits, if they concern less than a third of the
    /// letters.
    func nearest(in names: [String]) -> String? {
        let beginnings = names.flatMap { name in
            name.indices.filter { name[$0] == "." }.map { String(name[..<$0]) }
        }
        let scored = (names + beginnings).map { (name: $0, edits: editDistance(Array(text.utf8), Array($0.utf8))) }
        return scored.min { $0.edits < $1.edits }.flatMap { $0.edits * 3 < text.utf8.count ? $0.name : nil }
    }
}
