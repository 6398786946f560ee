internal import Glibc
public import SystemPackage

/// gnuplot, as a process.
public struct Gnuplot: Sendable {
    /// Why there is no picture: one line.
    public struct Failure: Error, Equatable, CustomStringConvertible {
        /// The line.
        public let description: String
    }

    /// A gnuplot that is looked for on the path.
    public init() {}

    /// Runs a script in its folder, and gives what it prints.
    ///
    /// - Throws: `Failure` when there is no gnuplot, or when it complains and draws nothing.
    @discardableResult
    public func run(_ script: String, in folder: FilePath) throws(Failure) -> String {
        // Files without names instead of pipes: nothing can fill up and wait.
        let (output, errors) = (k_scratch(), k_scratch())
        defer {
            close(output)
            close(errors)
        }
        guard output >= 0, errors >= 0 else { throw Failure(description: "no memory for gnuplot's output") }
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_adddup2(&actions, output, STDOUT_FILENO)
        posix_spawn_file_actions_adddup2(&actions, errors, STDERR_FILENO)
        posix_spawn_file_actions_addchdir_np(&actions, folder.string)
        // -d: no start-up file of the user's, so that a chart looks the same for everyone.
        let words = ["gnuplot", "-d", script]
        var arguments: [UnsafeMutablePointer<CChar>?] = words.map { word in strdup(word) } + [nil]
        defer { for argument in arguments { free(argument) } }
        var process = pid_t()
        let code = posix_spawnp(&process, "gnuplot", &actions, nil, &arguments, environ)
        guard code == 0 else {
            throw Failure(
                description: code == ENOENT
                    ? "there is no gnuplot here, so there are no pictures: "
                        + "install gnuplot-nox (Debian, Ubuntu) or gnuplot"
                    : "gnuplot cannot be started: \(String(cString: strerror(code)))")
        }
        var status: Int32 = 0
        while waitpid(process, &status, 0) < 0, errno == EINTR {}
        guard status == 0 else {
            let complaint = Gnuplot.text(of: errors).split(separator: "\n")
                .first {
                    !$0.allSatisfy { " ^".contains($0) } && !$0.hasPrefix("gnuplot> ") && !$0.contains(" warning: ")
                }
            throw Failure(description: "gnuplot: \(complaint ?? "it failed")")
        }
        return Gnuplot.text(of: output)
    }

    private static func text(of descriptor: Int32) -> String {
        let size = lseek(descriptor, 0, SEEK_END)
        guard size > 0, size < 64 << 20 else { return "" }
        let bytes = [UInt8](unsafeUninitializedCapacity: Int(size)) { buffer, count in
            count = max(0, pread(descriptor, buffer.baseAddress, Int(size), 0))
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}

private func k_scratch() -> Int32 { memfd_create("toll-gnuplot", UInt32(MFD_CLOEXEC)) }
