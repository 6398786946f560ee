internal import Glibc
internal import Synchronization
internal import SystemPackage

/// Names of files that are not UTF-8. As a text such a name has lost bytes, and would be the name of another file: what
/// it was is kept here, as it was on the command line or in a folder.
enum RawNames {
    /// What stands in a text for bytes that are none.
    private static let lost: Unicode.Scalar = "\u{FFFD}"

    /// By their texts; nil where several names have one text.
    private static let known = Mutex<[String: FilePath?]>(arguments.reduce(into: [:]) { add($1, to: &$0) })

    private static func add(_ path: FilePath, to known: inout [String: FilePath?]) {
        let isAlone = known.index(forKey: path.string) == nil || known[path.string] == path
        known.updateValue(isAlone ? path : nil, forKey: path.string)
    }

    /// The words of the command line that are not UTF-8.
    private static var arguments: [FilePath] {
        (1..<max(1, Int(CommandLine.argc))).compactMap { index in
            guard let word = CommandLine.unsafeArgv[index], String(validatingCString: word) == nil else { return nil }
            return FilePath(platformString: word)
        }
    }

    /// The path that a text stands for.
    static func path(of text: String) -> FilePath {
        guard text.unicodeScalars.contains(lost) else { return FilePath(text) }
        return known.withLock { $0[text] ?? nil } ?? FilePath(text)
    }

    /// Keeps a name that was found in a folder.
    static func remember(_ path: FilePath) {
        guard path.string.unicodeScalars.contains(lost) else { return }
        known.withLock { add(path, to: &$0) }
    }

    /// Whether a text is what is left of a word of the command line that is not UTF-8: its end, where an option takes
    /// it behind an equals sign.
    static func isLeft(_ text: String) -> Bool {
        text.unicodeScalars.contains(lost) && arguments.contains { $0.string.hasSuffix(text) }
    }
}
