internal import Basics
internal import Glibc
public import SystemPackage

/// Where results are kept, and what a person's word for one means.
public struct Store: Sendable {
    /// The folder.
    public let folder: FilePath

    /// The largest file that is read: beyond any run, and little enough to hold in memory.
    public static let largest = 512 << 20

    /// Whether there is a folder at all: not for a user without a home.
    private let hasFolder: Bool

    /// The folder of this user, by `XDG_DATA_HOME`, or in the home folder, which is that of `HOME`, or else the one
    /// that the machine knows the user by. A relative one, and the root itself, are no home.
    public init(environment: [String: String], home: String? = nil) {
        func isPlace(_ path: String) -> Bool { path.hasPrefix("/") && path.contains { $0 != "/" } }
        let homes = [environment["HOME"], home].compactMap(\.self).filter(isPlace)
        let data =
            environment["XDG_DATA_HOME"].flatMap { $0.hasPrefix("/") ? FilePath($0) : nil }
            ?? homes.first.map { FilePath($0).appending(".local").appending("share") }
        hasFolder = data != nil
        folder = data?.appending("toll").appending("results") ?? "/nonexistent"
    }

    /// A store in a folder of one's choice.
    public init(folder: FilePath) { (self.folder, hasFolder) = (folder, true) }

    /// A name for a new result: the machine's model and the time, in UTC. An empty file takes it at once, where the
    /// folder lets us, so that no two runs get the same.
    ///
    /// - Throws: `BadResult` where there is no folder for results.
    public func newPath(machine: String, began: Int64) throws(BadResult) -> FilePath {
        guard hasFolder else {
            throw BadResult("you have no home folder to keep results in: name a file by -o, or set XDG_DATA_HOME")
        }
        var seconds = time_t(began)
        var parts = tm()
        gmtime_r(&seconds, &parts)
        func two(_ number: Int32) -> String { number < 10 ? "0\(number)" : "\(number)" }
        let day = "\(parts.tm_year + 1900)\(two(parts.tm_mon + 1))\(two(parts.tm_mday))"
        let stem = "\(machine)-\(day)-\(two(parts.tm_hour))\(two(parts.tm_min))\(two(parts.tm_sec))"
        for attempt in 1... {
            let path = folder.appending(attempt == 1 ? "\(stem).json" : "\(stem)-\(attempt).json")
            try AtomicFile.makeFolder(folder)
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
        let path = RawNames.path(of: word)
        if status(of: path) != nil { return path }
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
                if status(of: path) != nil { return path }
            }
            let begun = files().filter { !word.isEmpty && ($0.stem ?? "").hasPrefix(word) }
            if begun.count == 1 { return begun[0] }
            guard begun.isEmpty else {
                let names = begun.compactMap { $0.stem?.printable }
                let some = names.prefix(4).joined(separator: ", ") + (names.count > 4 ? ", …" : "")
                throw BadResult("'\(word.printable)' begins the names of \(begun.count) results: \(some)")
            }
        }
        let stored =
            hasFolder
            ? "neither here nor among the results in \(folder.string.printable) ('toll results')" : "here"
        throw BadResult("there is no file '\(word.printable)'\(hasFolder ? ", " : " ")\(stored)")
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
        let path = RawNames.path(of: word)
        guard let status = status(of: path), status.st_mode & S_IFMT == S_IFDIR else { return nil }
        return entries(of: path).filter { $0.extension == "json" }.sorted { $0.string < $1.string }
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

    /// What is in a file, or comes through a pipe. What it is, is asked of what was opened: a name may mean something
    /// else a moment later, and opening a pipe must not wait for its other end.
    private func bytes(of path: FilePath) throws(BadResult) -> [UInt8] {
        let descriptor = path.withPlatformString { Glibc.open($0, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY) }
        guard descriptor >= 0 else { throw BadResult(String(cString: strerror(errno))) }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw BadResult(String(cString: strerror(errno))) }
        let isFile = status.st_mode & S_IFMT == S_IFREG
        guard isFile || status.st_mode & S_IFMT == S_IFIFO else { throw BadResult("it is not a file") }
        guard status.st_size <= Store.largest else { throw BadResult("it is larger than any result") }
        var (bytes, isBegun): ([UInt8], Bool) = ([], false)
        if isFile { bytes.reserveCapacity(Int(status.st_size)) }
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        while bytes.count <= Store.largest {
            let count = read(descriptor, &buffer, buffer.count)
            if count == 0 { return bytes }
            if count < 0, errno == EAGAIN {
                var polled = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
                poll(&polled, 1, -1)
            } else if count < 0, errno != EINTR {
                throw BadResult("it cannot be read: \(String(cString: strerror(errno)))")
            }
            guard count > 0 else { continue }
            // A file with a hole in it may be as large as it likes. No text has a NUL.
            guard memchr(buffer, 0, count) == nil else { throw BadResult("it is not JSON") }
            bytes += buffer[..<count]
            // What does not even begin as one is not read to its end, which may be far.
            if !isBegun, let first = buffer[..<count].first(where: { !" \t\r\n".utf8.contains($0) }) {
                guard [UInt8(ascii: "{"), UInt8(ascii: "[")].contains(first) else { throw BadResult("it is not JSON") }
                isBegun = true
            }
        }
        throw BadResult("it is larger than any result")
    }

    /// No folder of results holds more.
    private static let mostEntries = 16_384

    private func entries(of folder: FilePath) -> [FilePath] {
        guard let stream = folder.withPlatformString({ opendir($0) }) else { return [] }
        defer { closedir(stream) }
        var paths: [FilePath] = []
        while paths.count < Store.mostEntries, let entry = readdir(stream) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) {
                $0.withMemoryRebound(to: CChar.self, capacity: 256) { FilePath.Component(platformString: $0) }
            }
            guard let name, name.kind == .regular else { continue }
            let path = folder.appending(name)
            RawNames.remember(path)
            paths.append(path)
        }
        return paths
    }

    private func modified(_ path: FilePath) -> Int64 {
        guard let status = status(of: path) else { return 0 }
        return Int64(status.st_mtim.tv_sec) * 1_000_000_000 + Int64(status.st_mtim.tv_nsec)
    }
}

/// What the file system says of a path; nil where there is nothing.
private func status(of path: FilePath) -> stat? {
    var status = stat()
    return path.withPlatformString { stat($0, &status) } == 0 ? status : nil
}
