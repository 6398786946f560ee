internal import Basics
internal import Glibc
public import SystemPackage

/// gnuplot, as a process.
public struct Gnuplot: Sendable {
    /// Why there is no picture: one line.
    public struct Failure: Error, Equatable, CustomStringConvertible {
        /// The line.
        public let description: String
    }

    private let program: String?
    private let seconds: Double

    /// A gnuplot that is looked for once, in the absolute folders of the search path, and that is ended when it takes
    /// longer than so many seconds.
    public init(searchPath: String? = nil, seconds: Double = 60) {
        program = Basics.program(named: "gnuplot", on: searchPath)
        self.seconds = seconds
    }

    /// Draws a chart without any file: what gnuplot made of it.
    ///
    /// - Throws: `Failure` where there is no gnuplot, or it complains, or draws nothing.
    public func picture(
        of chart: Chart, _ kind: PictureKind, layout: Layout = .whole
    ) throws(Failure) -> [UInt8] {
        // Memory under a name that this process and its child have alone, and that is gone with them.
        let (data, script, picture) = (Scratch(), Scratch(), Scratch())
        let files = (data: "/proc/self/fd/\(Place.data)", output: "/proc/self/fd/\(Place.picture)")
        guard data.put(GnuplotText.data(chart, layout: layout)),
            script.put(GnuplotText.script(chart, kind: kind, layout: layout, files: files))
        else { throw Failure(description: "no memory for gnuplot's input") }
        _ = try run(
            "/proc/self/fd/\(Place.script)", in: nil,
            [(data, Place.data), (script, Place.script), (picture, Place.picture)])
        let drawn = picture.bytes
        guard !drawn.isEmpty else { throw Failure(description: "gnuplot ended well and drew nothing") }
        return drawn
    }

    /// The same, made ready to be kept in a file.
    public func drawing(of chart: Chart, _ kind: PictureKind, layout: Layout = .whole) throws(Failure) -> [UInt8] {
        let drawn = try picture(of: chart, kind, layout: layout)
        guard kind == .svg, let svg = SVG(String(decoding: drawn, as: UTF8.self), chart: chart) else { return drawn }
        return Array(svg.file.utf8)
    }

    /// Runs a script in its folder, and gives what it prints.
    ///
    /// - Throws: `Failure` where there is no gnuplot, or it complains.
    @discardableResult
    public func run(_ script: String, in folder: FilePath) throws(Failure) -> String {
        String(decoding: try run(script, in: folder, []), as: UTF8.self)
    }

    /// Why no chart can be drawn here, found out by drawing one; nil where it can.
    public var lack: Failure? {
        let chart = Chart(
            "trial", title: "Trial", template: .ladder,
            blocks: [.init(rows: [[1, "a", 900, 890, 910, .missing, .missing, .missing]])])
        do throws(Failure) { _ = try picture(of: chart, .svg) } catch { return error }
        return nil
    }

    /// The descriptors under which gnuplot finds its files.
    private enum Place {
        static let data: Int32 = 10
        static let script: Int32 = 11
        static let picture: Int32 = 12
    }

    private func run(
        _ script: String, in folder: FilePath?, _ files: [(file: Scratch, place: Int32)]
    ) throws(Failure) -> [UInt8] {
        guard let program else {
            throw Failure(
                description: "there is no gnuplot here, so there are no pictures: "
                    + "install gnuplot-nox (Debian, Ubuntu) or gnuplot")
        }
        // Files without names instead of pipes: nothing can fill up and wait.
        let (output, errors) = (Scratch(), Scratch())
        guard output.isThere, errors.isThere else { throw Failure(description: "no memory for gnuplot's output") }
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_adddup2(&actions, output.descriptor, STDOUT_FILENO)
        posix_spawn_file_actions_adddup2(&actions, errors.descriptor, STDERR_FILENO)
        for file in files { posix_spawn_file_actions_adddup2(&actions, file.file.descriptor, file.place) }
        if let folder { posix_spawn_file_actions_addchdir_np(&actions, folder.string) }
        // -d: no start-up file of the user's, so that a chart looks the same for everyone.
        let words = ["gnuplot", "-d", script]
        var arguments: [UnsafeMutablePointer<CChar>?] = words.map { strdup($0) } + [nil]
        var variables: [UnsafeMutablePointer<CChar>?] = Gnuplot.environment.map { strdup($0) } + [nil]
        defer { for word in arguments + variables { free(word) } }
        var process = pid_t()
        let code = posix_spawn(&process, program, &actions, nil, &arguments, &variables)
        guard code == 0 else {
            let isNull = access("/dev/null", R_OK) == 0
            throw Failure(
                description: isNull
                    ? "gnuplot cannot be started: \(String(cString: strerror(code)))"
                    : "gnuplot cannot be started: /dev/null cannot be opened")
        }
        guard let status = end(of: process) else {
            throw Failure(description: "gnuplot did not end within \(Format.duration(seconds)) and was killed")
        }
        guard status == 0 else {
            let complaint = String(decoding: errors.bytes, as: UTF8.self).split(separator: "\n")
                .first {
                    !$0.allSatisfy { " ^".contains($0) } && !$0.hasPrefix("gnuplot> ") && !$0.contains(" warning: ")
                }
            throw Failure(description: "gnuplot: \(complaint.map { String($0).printable } ?? "it failed")")
        }
        return output.bytes
    }

    /// The status of the process once it has ended; nil where it had to be ended.
    private func end(of process: pid_t) -> Int32? {
        var status: Int32 = 0
        for pause in 0... {
            let ended = waitpid(process, &status, WNOHANG)
            if ended == process { return status }
            if ended < 0, errno != EINTR { return -1 }
            if Double(pause) / 500 > seconds { break }
            usleep(2_000)
        }
        kill(process, SIGKILL)
        waitpid(process, nil, 0)
        return nil
    }

    /// The environment without what gnuplot itself looks for: a picture is the same whatever a user has set.
    private static var environment: [String] {
        var words: [String] = []
        var next: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>? = environ
        while let word = next?.pointee {
            words.append(String(cString: word))
            next = next?.successor()
        }
        return words.filter { word in !["GNU", "FIT_", "GDFONTPATH="].contains { word.hasPrefix($0) } }
    }
}

/// A file in memory.
private final class Scratch {
    let descriptor = memfd_create("toll-gnuplot", UInt32(MFD_CLOEXEC))

    var isThere: Bool { descriptor >= 0 }

    func put(_ text: String) -> Bool {
        let bytes = Array(text.utf8)
        var done = 0
        while done < bytes.count {
            let count = bytes[done...].withUnsafeBytes { pwrite(descriptor, $0.baseAddress, $0.count, off_t(done)) }
            guard count > 0 else { return false }
            done += count
        }
        return true
    }

    var bytes: [UInt8] {
        let size = lseek(descriptor, 0, SEEK_END)
        guard size > 0, size < 64 << 20 else { return [] }
        return [UInt8](unsafeUninitializedCapacity: Int(size)) { buffer, count in
            count = max(0, pread(descriptor, buffer.baseAddress, Int(size), 0))
        }
    }

    deinit { close(descriptor) }
}
