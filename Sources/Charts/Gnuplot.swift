internal import Basics
internal import Glibc
public import SystemPackage

/// gnuplot, as a process.
public struct Gnuplot: Sendable {
    /// Why there is no picture: one line.
    public struct Failure: Error, Equatable, CustomStringConvertible {
        /// The line.
        public let description: String
        /// Whether it has nothing to do with what was to be drawn.
        var isForAll = false
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
        try pictures(of: [chart], kind, layout: layout)[0]
    }

    /// Draws charts without any file, many by one process: starting gnuplot takes longer than a picture does.
    ///
    /// - Returns: what gnuplot made of each.
    /// - Throws: `Failure` where there is no gnuplot, or it complains about one of them, or draws nothing.
    public func pictures(
        of charts: [Chart], _ kind: PictureKind, layout: Layout = .whole
    ) throws(Failure) -> [[UInt8]] {
        var pictures: [[UInt8]] = []
        for start in stride(from: 0, to: charts.count, by: Gnuplot.atOnce) {
            pictures += try drawn(charts[start..<min(start + Gnuplot.atOnce, charts.count)], kind, layout)
        }
        return pictures
    }

    /// The same, made ready to be kept in a file.
    public func drawing(of chart: Chart, _ kind: PictureKind, layout: Layout = .whole) throws(Failure) -> [UInt8] {
        try drawings(of: [chart], kind, layout: layout)[0]
    }

    /// Many of them, by one process.
    public func drawings(
        of charts: [Chart], _ kind: PictureKind, layout: Layout = .whole
    ) throws(Failure) -> [[UInt8]] {
        zip(charts, try pictures(of: charts, kind, layout: layout)).map { chart, drawn in
            guard kind == .svg, let svg = SVG(String(decoding: drawn, as: UTF8.self), chart: chart) else {
                return drawn
            }
            return Array(svg.file.utf8)
        }
    }

    /// Charts that one process draws.
    private static let atOnce = 64

    /// Draws some charts by one process; where that does not go well, each half by one, to find out which it is.
    private func drawn(
        _ charts: ArraySlice<Chart>, _ kind: PictureKind, _ layout: Layout
    ) throws(Failure) -> [[UInt8]] {
        do throws(Failure) {
            return try drawnTogether(charts, kind, layout)
        } catch {
            guard charts.count > 1, !error.isForAll else { throw error }
            let middle = charts.startIndex + charts.count / 2
            return try drawn(charts[..<middle], kind, layout) + drawn(charts[middle...], kind, layout)
        }
    }

    private func drawnTogether(
        _ charts: ArraySlice<Chart>, _ kind: PictureKind, _ layout: Layout
    ) throws(Failure) -> [[UInt8]] {
        // Memory under a name that this process and its child have alone, and that is gone with them.
        let (script, files) = (Scratch(), charts.map { _ in (data: Scratch(), picture: Scratch()) })
        var texts: [String] = []
        for (chart, file) in zip(charts, files) {
            guard file.data.put(GnuplotText.data(chart, layout: layout)), file.picture.isThere else {
                throw Gnuplot.noMemory
            }
            let names = (data: file.data.name, output: file.picture.name)
            texts.append(GnuplotText.script(chart, kind: kind, layout: layout, files: names))
        }
        // A picture is finished when its output is closed, and what one chart has set is not for the next.
        guard script.put(texts.joined(separator: "\nunset output\nreset session\n")) else { throw Gnuplot.noMemory }
        _ = try run(script.name, in: nil, [script] + files.flatMap { [$0.data, $0.picture] })
        let pictures = files.map(\.picture.bytes)
        guard pictures.allSatisfy({ !$0.isEmpty }) else {
            throw Failure(description: "gnuplot ended well and drew nothing")
        }
        return pictures
    }

    private static let noMemory = Failure(description: "no memory for gnuplot's input")

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

    /// - Parameter files: what gnuplot finds by name besides those of the machine.
    private func run(
        _ script: String, in folder: FilePath?, _ files: [Scratch]
    ) throws(Failure) -> [UInt8] {
        guard let program else {
            throw Failure(
                description: "there is no gnuplot here, so there are no pictures: "
                    + "install gnuplot-nox (Debian, Ubuntu) or gnuplot", isForAll: true)
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
        if let folder { posix_spawn_file_actions_addchdir_np(&actions, folder.string) }
        // -d: no start-up file of the user's, so that a chart looks the same for everyone.
        let words = ["gnuplot", "-d", script]
        var arguments: [UnsafeMutablePointer<CChar>?] = words.map { strdup($0) } + [nil]
        var variables: [UnsafeMutablePointer<CChar>?] = Gnuplot.environment.map { strdup($0) } + [nil]
        defer { for word in arguments + variables { free(word) } }
        var process = pid_t()
        for file in files { file.isInherited = true }
        defer { for file in files { file.isInherited = false } }
        let code = posix_spawn(&process, program, &actions, nil, &arguments, &variables)
        guard code == 0 else {
            let isNull = access("/dev/null", R_OK) == 0
            throw Failure(
                description: isNull
                    ? "gnuplot cannot be started: \(String(cString: strerror(code)))"
                    : "gnuplot cannot be started: /dev/null cannot be opened", isForAll: true)
        }
        guard let status = end(of: process) else {
            throw Failure(
                description: "gnuplot did not end within \(Format.duration(seconds)) and was killed", isForAll: true)
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

    /// What this process, and one that inherits it, finds it by.
    var name: String { "/proc/self/fd/\(descriptor)" }

    /// Whether a program that is started has it too, under the same number.
    var isInherited = false {
        didSet { _ = fcntl(descriptor, F_SETFD, isInherited ? 0 : FD_CLOEXEC) }
    }

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
