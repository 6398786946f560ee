internal import Glibc

/// What proc says of processes.
public enum Processes {
    /// The numbers of all processes that run `program`, or whose first word on the command line it is, zombies left
    /// out.
    public static func running(_ program: String) -> [Int32] {
        names(in: "/proc").compactMap { Int32($0) }.filter { process in
            program == linked("/proc/\(process)/exe")
                || text("/proc/\(process)/cmdline").split(separator: "\0").first.map(String.init) == program
        }
    }

    /// Waits a little for a program to be gone everywhere. Those that are left after it.
    public static func left(of program: String, milliseconds: Int = 3000) -> [Int32] {
        for _ in 0..<milliseconds / 20 {
            if running(program).isEmpty { return [] }
            usleep(20_000)
        }
        return running(program)
    }

    /// The names in a folder, without those of itself and its parent.
    public static func names(in folder: String) -> [String] {
        guard let stream = opendir(folder) else { return [] }
        defer { closedir(stream) }
        var names: [String] = []
        while let entry = readdir(stream) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) {
                $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if name != ".", name != ".." { names.append(name) }
        }
        return names.sorted()
    }

    /// The text of a small file, empty where it cannot be read.
    public static func text(_ path: String) -> String {
        let file = open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { return "" }
        defer { close(file) }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = read(file, &buffer, buffer.count)
            guard count > 0 else { return String(decoding: bytes, as: UTF8.self) }
            bytes += buffer[..<count]
        }
    }

    /// Where a symbolic link points, empty where it cannot be read.
    public static func linked(_ path: String) -> String {
        var buffer = [CChar](repeating: 0, count: Int(PATH_MAX))
        let count = readlink(path, &buffer, buffer.count)
        return String(decoding: buffer.prefix(max(0, count)).map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
}
