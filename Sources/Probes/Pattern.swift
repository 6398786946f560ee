internal import Counters
internal import Glibc

/// What a person types to name probes: `switch.pipe.process`, `switch.pipe`, `*.thread`.
struct Pattern {
    private let text: String

    init(_ text: String) { self.text = text }

    /// Whether it names `name`: as a whole, as a prefix of its dotted parts, or as a glob.
    func matches(_ name: String) -> Bool {
        name == text || name.hasPrefix(text.hasSuffix(".") ? text : text + ".") || fnmatch(text, name, 0) == 0
    }

    /// The name, or the beginning of names, that takes the fewest edits, if it takes few.
    func nearest(in names: [String]) -> String? {
        let beginnings = names.flatMap { name in
            name.indices.filter { name[$0] == "." }.map { String(name[..<$0]) }
        }
        let scored = (names + beginnings).map { (name: $0, edits: editDistance(Array(text.utf8), Array($0.utf8))) }
        guard let best = scored.min(by: { $0.edits < $1.edits }), best.edits <= max(2, text.count / 3) else {
            return nil
        }
        return best.name
    }
}
