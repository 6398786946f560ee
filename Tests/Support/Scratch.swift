internal import Glibc

/// A folder for one test, gone with it.
public final class Scratch: Sendable {
    /// Where it is.
    public let path: String

    /// Makes it, so that everybody may look into it.
    public init() {
        var template = Array("/tmp/toll-test-XXXXXX".utf8CString)
        path = mkdtemp(&template).map { String(cString: $0) } ?? "/nonexistent"
        chmod(path, 0o755)
    }

    deinit { _ = Command.run(["rm", "-rf", path]) }

    /// The path of a name in it.
    public func file(_ name: String) -> String { path + "/" + name }

    /// A file with the given text.
    public func write(_ text: String, to name: String) -> String {
        let path = file(name)
        if let stream = fopen(path, "w") {
            fputs(text, stream)
            fclose(stream)
        }
        return path
    }

    /// A program of the package under a path of its own, so that its processes can be told from those of other tests.
    public func program(_ name: String) -> String {
        let path = file(name)
        if link(Command.folder + "/" + name, path) != 0 {
            _ = Command.run(["cp", Command.folder + "/" + name, path])
        }
        return path
    }
}
