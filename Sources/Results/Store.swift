internal import Basics
internal import Glibc
internal import Machine
public import SystemPackage

/// Where results are kept, and what a person's word for one means.
public struct Store: Sendable {
    /// The folder.
    public let folder: FilePath

    /// The largest file that is read: beyond any run, and little enough to hold in memory.
    public static let largest = 512 << 20

    /// The folder of this user, by `XDG_DATA_HOME`, or in the home folder.
    public init(environment: [String: String]) {
        let data: FilePath
        if let named = environment["XDG_DATA_HOME"], named.hasPrefix("/") {
            data = FilePath(named)
        } else {
            data = FilePath(environment["HOME"] ?? "/").appending(".local").appending("share")
        }
        folder = data.appending("toll").appending("results")
    }

    /// A store in a folder of one's choice.
    public init(folder: FilePath) { self.folder = folder }

    /// A name for a new result: the machine's model and the time, in UTC. An empty file takes it at once, where the
    /// folder lets us, so that no two runs get the same.
    public func newPath(machine: String, began: Int64) -> FilePath {
        var seconds = time_t(began)
        var parts = tm()
        gmtime_r(&seconds, &parts)
        func two(_ number: Int32) -> String { number < 10 ? "0\(number)" : "\(number)" }
        let day = "\(parts.tm_year + 1900)\(two(parts.tm_mon + 1))\(two(parts.tm_mday))"
        let stem = "\(machine)-\(day)-\(two(parts.tm_hour))\(two(parts.tm_min))\(two(parts.tm_sec))"
        for attempt in 1... {
            let path = folder.appending(attempt == 1 ? "\(stem).json" : "\(stem)-\(attempt).json")
            try? AtomicFile.makeFolder(folder)
            let taken = Glibc.open(path.string, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o644)
            if taken >= 0 { close(taken) }
            if taken >= 0 || errno != EEXIST { return path }
        }
        return folder.appending("\(stem).json")
    }

    /// Where a result of a name of one's own is kept. An empty file takes it at once.
    ///
    /// - Throws: what is wrong with the name, or that there is one already.
    public func newPath(named name: String) throws(BadResult) -> FilePath {
        let isPlain = name.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "._-+".contains($0)) }
        guard isPlain, name.count <= 100, let first = name.first, !"._-+".contains(first) else {
            throw BadResult("'\(name.printable)' is no name for a result: use letters, digits, '.', '_', '-' and '+'")
        }
        guard !Store.selectors.contains(name) else {
            throw BadResult("'\(name)' means a result by its age, and cannot be a name")
        }
        try AtomicFile.makeFolder(folder)
        let path = folder.appending(name + ".json")
        let taken = Glibc.open(path.string, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o644)
        guard taken >= 0 else {
            throw errno == EEXIST
                ? BadResult("there is a result '\(name)' already, \(path.string): remove it, or choose another name")
                : BadResult("\(path.string) cannot be written: \(String(cString: strerror(errno)))")
        }
        close(taken)
        return path
    }

    /// Words that mean a result by its age: the newest, and the one before.
    public static let selectors = ["last", "prev"]

    /// The names of the results, newest first.
    public var names: [String] { files().compactMap(\.stem) }

    /// The files in the store, newest first.
    public func files() -> [FilePath] {
        entries(of: folder).filter { $0.extension == "json" }
            .map { (path: $0, changed: modified($0)) }
            .sorted { ($0.changed, $0.path.string) > ($1.changed, $1.path.string) }
            .map(\.path)
    }

    /// The file that a word means: a path, the name of a result, `last` or `prev`, or how a name begins; without a
    /// word, the newest.
    public func find(_ word: String?) throws(BadResult) -> FilePath {
        guard let word else {
            guard let newest = files().first else {
                throw BadResult("there is no result yet: 'toll run' makes one")
            }
            return newest
        }
        if access(word, F_OK) == 0 { return FilePath(word) }
        if word.hasPrefix("@") {
            throw BadResult("'\(word.printable)' is published figures, and this takes a run")
        }
        if let age = Store.selectors.firstIndex(of: word) {
            let files = files()
            guard files.count > age else {
                throw BadResult("there \(files.isEmpty ? "is no result" : "is one result only"), so none is '\(word)'")
            }
            return files[age]
        }
        if !word.contains("/") {
            for name in [word, word + ".json"] {
                let path = folder.appending(name)
                if access(path.string, F_OK) == 0 { return path }
            }
            let begun = files().filter { !word.isEmpty && ($0.stem ?? "").hasPrefix(word) }
            if begun.count == 1 { return begun[0] }
            guard begun.isEmpty else {
                let names = begun.compactMap { $0.stem?.printable }
                let some = names.prefix(4).joined(separator: ", ") + (names.count > 4 ? ", …" : "")
                throw BadResult("'\(word.printable)' begins the names of \(begun.count) results: \(some)")
            }
        }
        throw BadResult(
            "there is no file '\(word.printable)', neither here nor among the results in \(folder) ('toll results')")
    }

    /// What a word means: a run, or a shipped reference by its `@name`.
    public func open(_ word: String?) throws(BadResult) -> Opened {
        guard let word, word.hasPrefix("@"), access(word, F_OK) != 0 else { return .run(try load(word)) }
        guard let reference = Reference.named(word) else {
            throw BadResult("there is no reference '\(word.printable)': 'toll results --references' lists them")
        }
        return .reference(reference)
    }

    /// Something that a word can mean.
    public enum Opened: Sendable {
        /// A run, with its samples.
        case run(ResultFile)
        /// Published figures.
        case reference(Reference)
    }

    /// The result files in a folder, by name; nil where the word is no folder.
    public func folder(_ word: String) -> [FilePath]? {
        var status = stat()
        guard stat(word, &status) == 0, status.st_mode & S_IFMT == S_IFDIR else { return nil }
        return entries(of: FilePath(word)).filter { $0.extension == "json" }.sorted { $0.string < $1.string }
    }

    /// Reads the result that a word means.
    public func load(_ word: String?) throws(BadResult) -> ResultFile {
        let path = try find(word)
        do throws(BadResult) {
            return try ResultFile(decoding: try bytes(of: path))
        } catch {
            throw BadResult("\(path.string.printable): \(error.description)")
        }
    }

    /// The text of a file, for files that toll wrote itself a moment ago.
    public func text(of path: FilePath) throws(BadResult) -> String {
        String(decoding: try bytes(of: path), as: UTF8.self)
    }

    private func bytes(of path: FilePath) throws(BadResult) -> [UInt8] {
        var status = stat()
        guard stat(path.string, &status) == 0 else { throw BadResult(String(cString: strerror(errno))) }
        guard status.st_mode & S_IFMT == S_IFREG else { throw BadResult("it is not a file") }
        guard status.st_size <= Store.largest else { throw BadResult("it is larger than any result") }
        do {
            let descriptor = try FileDescriptor.open(path, .readOnly, options: .closeOnExec)
            return try descriptor.closeAfter {
                try [UInt8](unsafeUninitializedCapacity: Int(status.st_size)) { buffer, count in
                    while count < buffer.count {
                        let rest = UnsafeMutableRawBufferPointer(
                            rebasing: UnsafeMutableRawBufferPointer(buffer)[count...])
                        let read = try descriptor.read(into: rest)
                        if read == 0 { break }
                        count += read
                    }
                }
            }
        } catch {
            throw BadResult("it cannot be read: \(error)")
        }
    }

    private func entries(of folder: FilePath) -> [FilePath] {
        SystemRoot("/").entries(folder.string).map { folder.appending($0) }
    }

    private func modified(_ path: FilePath) -> Int64 {
        var status = stat()
        guard stat(path.string, &status) == 0 else { return 0 }
        return Int64(status.st_mtim.tv_sec) * 1_000_000_000 + Int64(status.st_mtim.tv_nsec)
    }
}

/// Puts a file into place whole or not at all.
public enum AtomicFile {
    /// Writes `bytes` beside `path`, makes sure of them on the disk, and moves them into place. Folders are made. A
    /// link is followed; what is no file, a pipe or a device, is written to.
    public static func write(_ bytes: [UInt8], to given: FilePath) throws(BadResult) {
        var status = stat()
        var path = given
        if stat(given.string, &status) == 0 {
            guard status.st_mode & S_IFMT == S_IFREG || status.st_mode & S_IFMT == S_IFDIR else {
                return try writeThrough(bytes, given)
            }
            if let real = realpath(given.string, nil) {
                path = FilePath(String(cString: real))
                free(real)
            }
        }
        let parent = path.removingLastComponent()
        if !parent.isEmpty { try makeFolder(parent) }
        let temporary = FilePath(path.string + ".\(getpid()).part")
        do {
            let descriptor = try FileDescriptor.open(
                temporary, .writeOnly, options: [.create, .truncate, .closeOnExec],
                permissions: [.ownerReadWrite, .groupRead, .otherRead])
            try descriptor.closeAfter {
                try descriptor.writeAll(bytes)
                if fsync(descriptor.rawValue) != 0 { throw Errno(rawValue: errno) }
            }
            if rename(temporary.string, path.string) != 0 { throw Errno(rawValue: errno) }
        } catch {
            unlink(temporary.string)
            throw BadResult("\(path.string.printable) cannot be written: \(error)")
        }
    }

    private static func writeThrough(_ bytes: [UInt8], _ path: FilePath) throws(BadResult) {
        do {
            let descriptor = try FileDescriptor.open(path, .writeOnly, options: [.closeOnExec])
            try descriptor.closeAfter { _ = try descriptor.writeAll(bytes) }
        } catch { throw BadResult("\(path.string.printable) cannot be written: \(error)") }
    }

    static func makeFolder(_ folder: FilePath) throws(BadResult) {
        if access(folder.string, F_OK) == 0 { return }
        let parent = folder.removingLastComponent()
        if parent != folder, !parent.isEmpty { try makeFolder(parent) }
        if mkdir(folder.string, 0o755) != 0, errno != EEXIST {
            throw BadResult("the folder \(folder.string.printable) cannot be made: \(String(cString: strerror(errno)))")
        }
    }
}
