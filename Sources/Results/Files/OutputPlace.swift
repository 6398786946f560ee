internal import Basics
internal import Glibc
public import SystemPackage

/// A place that a document is written to, once or again and again: found out before anything is measured.
///
/// A file is replaced, or, where it cannot be, rewritten as it is. What is no file gets what is written in the order in
/// which it is written, so there it has to be one document. A descriptor of this process, such as `/dev/stdout`, is
/// written to as it is, also where it is a file.
public final class OutputPlace {
    /// The path as it was given.
    public let path: FilePath
    private let way: Way
    private let isInterrupted: () -> Bool

    private enum Way {
        /// A name in an open folder, and whether it may be moved over.
        case file(folder: Int32, name: String, isMovable: Bool)
        /// A descriptor; that of this process which it is a copy of, if it is one.
        case descriptor(Int32, of: Int32?)
    }

    /// Milliseconds that a pipe may be without a reader.
    private static let patience = 5_000

    /// Looks at a place. Links are followed, also one that leads to nothing yet; folders are made.
    ///
    /// - Parameter isInterrupted: whether to give up waiting for a pipe.
    /// - Throws: `BadResult` where it cannot be written to, as far as that is known beforehand.
    public init(_ path: FilePath, isInterrupted: @escaping () -> Bool = { false }) throws(BadResult) {
        self.path = path
        self.isInterrupted = isInterrupted
        if RawNames.isLeft(path.string) {
            throw BadResult("\(path.string.printable) cannot be written: its name is not UTF-8")
        }
        do throws(Errno) {
            way = try OutputPlace.way(to: path, isInterrupted)
        } catch .noSuchAddressOrDevice {
            throw BadResult("\(path.string.printable) cannot be written: nobody reads from it")
        } catch {
            throw OutputPlace.refusal(path, error)
        }
    }

    deinit {
        switch way {
        case .file(let folder, _, _): close(folder)
        case .descriptor(let descriptor, _): close(descriptor)
        }
    }

    /// Whether only one document may be written, the last.
    public var takesOneDocument: Bool { if case .descriptor = way { true } else { false } }

    /// Whether it is this process's stdout.
    public var isStandardOutput: Bool {
        if case .descriptor(_, of: STDOUT_FILENO) = way { true } else { false }
    }

    /// Writes a document.
    public func write(_ bytes: [UInt8]) throws(BadResult) {
        do throws(Errno) {
            switch way {
            case .descriptor(let descriptor, _): try pour(bytes, into: descriptor)
            case .file(let folder, let name, false): try AtomicFile.rewrite(name, in: folder, with: bytes)
            case .file(let folder, let name, true):
                do { try AtomicFile.replace(name, in: folder, with: bytes) } catch {
                    // A file that is mounted, one in a folder that takes no others, or one of another owner.
                    let stays: [Errno] = [
                        .resourceBusy, .readOnlyFileSystem, .permissionDenied, .notPermitted, .improperLink,
                    ]
                    guard stays.contains(error), faccessat(folder, name, W_OK, 0) == 0 else { throw error }
                    try AtomicFile.rewrite(name, in: folder, with: bytes)
                }
            }
        } catch {
            throw OutputPlace.refusal(path, error)
        }
    }

    private static func refusal(_ path: FilePath, _ error: Errno) -> BadResult {
        BadResult("\(path.string.printable) cannot be written: \(error)")
    }

    // MARK: - What a path means

    private static func way(to path: FilePath, _ isInterrupted: () -> Bool) throws(Errno) -> Way {
        var path = path.string
        guard !path.isEmpty else { throw .noSuchFileOrDirectory }
        for _ in 0..<40 {
            let (parent, name) = split(path)
            guard !name.isEmpty, name != ".", name != ".." else { throw .isDirectory }
            if access(parent, F_OK) != 0 {
                do { try AtomicFile.makeFolder(FilePath(parent)) } catch { throw Errno(rawValue: errno) }
            }
            guard let real = realpath(parent, nil) else { throw Errno(rawValue: errno) }
            let folder = String(cString: real)
            free(real)
            if let own = descriptor(name, in: folder) {
                let copy = fcntl(own, F_DUPFD_CLOEXEC, 3)
                guard copy >= 0, fcntl(copy, F_GETFL) & O_ACCMODE != O_RDONLY else { throw .badFileDescriptor }
                return .descriptor(copy, of: own)
            }
            guard let target = linked(folder + "/" + name) else { return try way(to: name, in: folder, isInterrupted) }
            path = target.hasPrefix("/") ? target : folder + "/" + target
        }
        throw .tooManySymbolicLinkLevels
    }

    /// A name that is no link, in a folder that is named without links.
    private static func way(
        to name: String, in path: String, _ isInterrupted: () -> Bool
    ) throws(Errno) -> Way {
        let folder = open(path, O_PATH | O_DIRECTORY | O_CLOEXEC)
        guard folder >= 0 else { throw Errno(rawValue: errno) }
        var keepsFolder = false
        defer { if !keepsFolder { close(folder) } }
        var status = stat()
        if fstatat(folder, name, &status, AT_SYMLINK_NOFOLLOW) != 0 {
            guard errno == ENOENT else { throw Errno(rawValue: errno) }
            status.st_mode = S_IFREG
        }
        switch status.st_mode & S_IFMT {
        case S_IFREG:
            keepsFolder = true
            // Names there are the kernel's, or what every other program relies on.
            let isMachine = ["/dev", "/proc", "/sys"].contains { path == $0 || path.hasPrefix($0 + "/") }
            return .file(folder: folder, name: name, isMovable: !isMachine)
        case S_IFDIR: throw .isDirectory
        default:
            for pause in 0... {
                let descriptor = openat(folder, name, O_WRONLY | O_NONBLOCK | O_NOCTTY | O_NOFOLLOW | O_CLOEXEC)
                if descriptor >= 0 { return .descriptor(descriptor, of: nil) }
                guard errno == ENXIO, status.st_mode & S_IFMT == S_IFIFO, pause * 20 < patience, !isInterrupted()
                else { throw Errno(rawValue: errno) }
                usleep(20_000)
            }
            throw .noSuchAddressOrDevice
        }
    }

    private static func split(_ path: String) -> (parent: String, name: String) {
        guard let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")) else { return (".", path) }
        let parent = String(path[..<slash])
        return (parent.isEmpty ? "/" : parent, String(path[path.utf8.index(after: slash)...]))
    }

    /// The descriptor of this process that a name in proc stands for.
    private static func descriptor(_ name: String, in folder: String) -> Int32? {
        guard let own = linked("/proc/self"), let number = Int32(name), number >= 0 else { return nil }
        let parts = folder.split(separator: "/")
        guard parts.count == 3 || parts.count == 5, parts[0] == "proc", parts[1] == own, parts.last == "fd" else {
            return nil
        }
        return number
    }

    /// Where a link leads; nil where it is none.
    private static func linked(_ path: String) -> String? {
        var buffer = [CChar](repeating: 0, count: Int(PATH_MAX))
        let count = readlink(path, &buffer, buffer.count - 1)
        guard count > 0 else { return nil }
        return String(decoding: buffer.prefix(count).map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    // MARK: - What is no file

    /// Writes in pieces, each when there is room for it, so that a reader that stopped can be given up.
    private func pour(_ bytes: [UInt8], into descriptor: Int32) throws(Errno) {
        // A reader that is gone must be an error, not the end.
        let before = signal(SIGPIPE, SIG_IGN)
        defer { signal(SIGPIPE, before) }
        var rest = bytes[...]
        while !rest.isEmpty {
            var polled = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
            let ready = poll(&polled, 1, 100)
            if isInterrupted() { throw .interrupted }
            if ready == 0 { continue }
            // No more than a pipe takes at once where it takes anything.
            let piece = rest.prefix(Int(PIPE_BUF))
            let count = piece.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if count >= 0 {
                rest = rest.dropFirst(count)
            } else if ![EAGAIN, EINTR].contains(errno) {
                throw Errno(rawValue: errno)
            }
        }
    }
}
