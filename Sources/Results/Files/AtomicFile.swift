internal import Basics
internal import Glibc
public import SystemPackage

/// Puts a file into place whole or not at all.
public enum AtomicFile {
    /// Writes `bytes` to what `path` means, as an ``OutputPlace`` does.
    public static func write(_ bytes: [UInt8], to path: FilePath) throws(BadResult) {
        try OutputPlace(path).write(bytes)
    }

    static func makeFolder(_ folder: FilePath) throws(BadResult) {
        if access(folder.string, F_OK) == 0 { return }
        let parent = folder.removingLastComponent()
        if parent != folder, !parent.isEmpty { try makeFolder(parent) }
        if mkdir(folder.string, 0o755) != 0, errno != EEXIST {
            throw BadResult("the folder \(folder.string.printable) cannot be made: \(String(cString: strerror(errno)))")
        }
    }

    /// Writes `bytes` as `name` in the open `folder`: beside it, without a name, or where that cannot be under one that
    /// nobody can foresee, and moves that over it. The mode and the owner of a file that is replaced stay.
    ///
    /// - Throws: the error number; the file is then as it was.
    static func replace(_ name: String, in folder: Int32, with bytes: [UInt8]) throws(Errno) {
        var old = stat()
        let isThere = fstatat(folder, name, &old, AT_SYMLINK_NOFOLLOW) == 0
        if isThere, old.st_mode & S_IFMT != S_IFREG { throw .invalidArgument }
        let mode: mode_t = isThere ? 0o600 : 0o644
        let temporary = ".toll-\(UInt64.random(in: .min ... .max)).part"
        // What has no name goes with the process, however that ends. Not every file system has it, and a name is given
        // by way of /proc.
        let nameless = openat(folder, ".", O_WRONLY | withoutName | O_CLOEXEC, mode)
        if nameless >= 0 {
            defer { close(nameless) }
            try fill(nameless, with: bytes, as: isThere ? old : nil)
            if linkat(AT_FDCWD, "/proc/self/fd/\(nameless)", folder, temporary, AT_SYMLINK_FOLLOW) == 0 {
                return try move(temporary, to: name, in: folder)
            }
        }
        let file = openat(folder, temporary, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, mode)
        guard file >= 0 else { throw Errno(rawValue: errno) }
        defer { close(file) }
        do throws(Errno) { try fill(file, with: bytes, as: isThere ? old : nil) } catch {
            unlinkat(folder, temporary, 0)
            throw error
        }
        try move(temporary, to: name, in: folder)
    }

    /// O_TMPFILE, which Swift does not import: the kernel's own bit, and O_DIRECTORY.
    private static let withoutName = 0o20_000_000 | O_DIRECTORY

    private static func move(_ temporary: String, to name: String, in folder: Int32) throws(Errno) {
        guard renameat(folder, temporary, folder, name) != 0 else { return }
        let error = Errno(rawValue: errno)
        unlinkat(folder, temporary, 0)
        throw error
    }

    /// Writes `bytes`, and gives the file the mode and the owner of the `old` one.
    private static func fill(_ file: Int32, with bytes: [UInt8], as old: stat?) throws(Errno) {
        if let old {
            let isOurs = old.st_uid == geteuid() && old.st_gid == getegid()
            if !isOurs, fchown(file, old.st_uid, old.st_gid) != 0 { throw Errno(rawValue: errno) }
            if fchmod(file, old.st_mode & 0o777) != 0 { throw Errno(rawValue: errno) }
        }
        try put(bytes, into: file)
    }

    /// Writes `bytes` into `name` of the open `folder` as it is, from its beginning to its end.
    static func rewrite(_ name: String, in folder: Int32, with bytes: [UInt8]) throws(Errno) {
        // Without waiting: what was a file may be a pipe by now.
        let file = openat(folder, name, O_WRONLY | O_CREAT | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC, 0o644)
        guard file >= 0 else { throw Errno(rawValue: errno) }
        defer { close(file) }
        var status = stat()
        guard fstat(file, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { throw .invalidArgument }
        try put(bytes, into: file)
        if ftruncate(file, off_t(bytes.count)) != 0 { throw Errno(rawValue: errno) }
    }

    private static func put(_ bytes: [UInt8], into file: Int32) throws(Errno) {
        do { try FileDescriptor(rawValue: file).writeAll(bytes) } catch { throw error as? Errno ?? .ioError }
        // Some file systems, such as that of a FIFO's folder on a share, cannot; those that can say what goes wrong.
        if fsync(file) != 0, ![EINVAL, ENOSYS, EPERM].contains(errno) { throw Errno(rawValue: errno) }
    }
}
