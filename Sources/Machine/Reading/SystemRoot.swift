import Basics
import Glibc

/// The file tree that facts are read from: `/` on a live machine, any folder in a test.
///
/// Every read is bounded and tolerant: what is missing, unreadable or not a plain file is `nil` or empty, never an
/// error. Nothing is written and nothing blocks (a pipe or a device is not opened for reading its contents).
public struct SystemRoot: Sendable, Hashable {
    /// The folder that stands for `/`, without a slash at its end; empty for the real root.
    let prefix: String

    /// Roots all reads at `path`.
    public init(_ path: String = "/") {
        var path = Substring(path)
        while path.last == "/" { path.removeLast() }
        prefix = String(path)
    }

    /// Whether this is the machine we run on, so that the process itself may be asked too (uname, affinity).
    public var isLive: Bool { prefix.isEmpty }

    /// At most `limit` bytes from the start of a plain file.
    public func bytes(_ path: String, limit: Int = 64 << 10) -> [UInt8]? {
        let descriptor = open(prefix + path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return nil }

        var result: [UInt8] = []
        let chunk = min(limit, 16 << 10)
        while result.count < limit {
            let want = min(chunk, limit - result.count)
            var got = 0
            let piece = [UInt8](unsafeUninitializedCapacity: want) { buffer, count in
                repeat { got = read(descriptor, buffer.baseAddress, want) } while got < 0 && errno == EINTR
                count = max(got, 0)
            }
            if got < 0 { return nil }
            if got == 0 { break }
            result += piece
        }
        return result
    }

    /// The start of a file as text; bytes that are not UTF-8 are replaced. Not cleaned for display.
    public func text(_ path: String, limit: Int = 64 << 10) -> String? {
        bytes(path, limit: limit).map { String(decoding: $0, as: UTF8.self) }
    }

    /// The first line of a small file, cleaned for display; nil when it is empty.
    public func line(_ path: String) -> String? {
        guard let text = text(path, limit: 4096) else { return nil }
        let first = text.split(whereSeparator: \.isNewline).first.map { String($0).printable }
        return first?.isEmpty == false ? first : nil
    }

    /// A file that holds one decimal number.
    public func integer(_ path: String) -> Int? { line(path).flatMap { Int($0) } }

    /// A file that holds a set of CPUs, which may be longer than a line for display.
    func cpuList(_ path: String) -> [Int]? { text(path, limit: 64 << 10).flatMap(CPUList.parse) }

    /// The words of a file that marks one with brackets, as in `always [madvise] never`: the marked one.
    public func marked(_ path: String, open: Character = "[", close: Character = "]") -> String? {
        guard let line = line(path) else { return nil }
        let words = line.split(separator: " ")
        let chosen = words.first { $0.first == open && $0.last == close && $0.count > 2 }
        return chosen.map { String($0.dropFirst().dropLast()) }
    }

    /// The names in a folder, sorted; at most 16,384 of them.
    public func entries(_ path: String) -> [String] {
        guard let folder = opendir(prefix + path) else { return [] }
        defer { closedir(folder) }
        var names: [String] = []
        while names.count < 16_384, let entry = readdir(folder) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) {
                $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if name != ".", name != ".." { names.append(name) }
        }
        return names.sorted()
    }

    /// Whether there is something at `path`.
    public func exists(_ path: String) -> Bool { access(prefix + path, F_OK) == 0 }

    /// Whether `path` is a plain file that may be run.
    public func isExecutable(_ path: String) -> Bool {
        var status = stat()
        return stat(prefix + path, &status) == 0 && status.st_mode & S_IFMT == S_IFREG
            && access(prefix + path, X_OK) == 0
    }
}
