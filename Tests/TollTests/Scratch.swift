import Glibc
import Support

/// A folder for one test, gone with it.
final class Scratch {
    let path: String

    init() {
        var template = Array("/tmp/toll-test-XXXXXX".utf8CString)
        path = mkdtemp(&template).map { String(cString: $0) } ?? "/nonexistent"
        chmod(path, 0o755)
    }

    deinit { _ = Command.run(["rm", "-rf", path]) }

    /// The path of a name in it.
    func file(_ name: String) -> String { path + "/" + name }

    /// A file with the given text.
    func write(_ text: String, to name: String) -> String {
        let path = file(name)
        if let stream = fopen(path, "w") {
            fputs(text, stream)
            fclose(stream)
        }
        return path
    }

    /// The program under a path of its own, so that its processes can be told from those of other tests.
    func toll() -> String {
        let path = file("toll")
        _ = Command.run(["cp", Command.toll, path])
        return path
    }
}
