public import Glibc

/// A program that a test runs: what it printed, and how it ended.
public struct Command {
    /// What it wrote to stdout.
    public var output = ""
    /// What it wrote to stderr.
    public var errors = ""
    /// Its exit status, or nil when a signal ended it.
    public var status: Int32?
    /// The signal that ended it, or nil.
    public var signal: Int32?

    /// Whether it did not end in the time it had, and was killed.
    public var isLate = false

    /// The folder in which the package's programs and this test lie.
    public static let folder = Processes.linked("/proc/self/exe").split(separator: "/").dropLast()
        .reduce("") { $0 + "/" + $1 }

    /// The program `toll`, of the same build as the test.
    public static let toll = folder + "/toll"

    /// Runs a program to its end. Both pipes are read while it runs, so that it never waits for them.
    ///
    /// `words` is the command line; `environment` is added to a small one of the tests' own. `meanwhile` is called
    /// once, with the process number, when something has come on stderr that contains `cue`.
    public static func run(
        _ words: [String], environment: [String: String] = [:], seconds: Int = 240, cue: String? = nil,
        meanwhile: (pid_t) -> Void = { _ in }
    ) -> Command {
        var command = Command()
        guard let output = pipe(), let errors = pipe() else {
            command.errors = "no pipe"
            return command
        }
        let process = spawn(words, environment, output.writer, errors.writer)
        _ = (close(output.writer), close(errors.writer))
        defer { _ = (close(output.reader), close(errors.reader)) }
        guard process > 0 else {
            command.errors = "\(words[0]) cannot be started: \(String(cString: strerror(-process)))"
            return command
        }
        var texts: [[UInt8]] = [[], []]
        var isCued = false
        let deadline = now() + seconds * 1000
        var polled = [output.reader, errors.reader].map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
        while polled.contains(where: { $0.fd >= 0 }) {
            let left = deadline - now()
            if left <= 0, !command.isLate {
                command.isLate = true
                kill(-process, SIGKILL)
            }
            guard left > -2_000 else { break }
            poll(&polled, 2, 100)
            for index in 0..<2 where polled[index].fd >= 0 && polled[index].revents != 0 {
                var buffer = [UInt8](repeating: 0, count: 1 << 16)
                let count = read(polled[index].fd, &buffer, buffer.count)
                if count > 0 { texts[index] += buffer[..<count] } else { polled[index].fd = -1 }
            }
            if let cue, !isCued, String(decoding: texts[1], as: UTF8.self).contains(cue) {
                isCued = true
                meanwhile(process)
            }
        }
        var status: Int32 = 0
        while waitpid(process, &status, 0) < 0, errno == EINTR {}
        if status & 0x7f == 0 { command.status = status >> 8 & 0xff } else { command.signal = status & 0x7f }
        (command.output, command.errors) = (
            String(decoding: texts[0], as: UTF8.self), String(decoding: texts[1], as: UTF8.self)
        )
        return command
    }

    /// Whether a program is in the search path.
    public static func has(_ program: String) -> Bool {
        (getenv("PATH").map { String(cString: $0) } ?? "").split(separator: ":").contains {
            access("\($0)/\(program)", X_OK) == 0
        }
    }

    private static func now() -> Int {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return time.tv_sec * 1000 + time.tv_nsec / 1_000_000
    }

    private static func pipe() -> (reader: Int32, writer: Int32)? {
        var ends: [Int32] = [0, 0]
        return pipe2(&ends, O_CLOEXEC) == 0 ? (ends[0], ends[1]) : nil
    }

    /// Starts it in a group of its own, with an empty stdin. Its number, or a negated error number.
    private static func spawn(
        _ words: [String], _ environment: [String: String], _ output: Int32, _ errors: Int32
    ) -> pid_t {
        var actions = posix_spawn_file_actions_t()
        var attributes = posix_spawnattr_t()
        posix_spawn_file_actions_init(&actions)
        posix_spawnattr_init(&attributes)
        defer {
            posix_spawn_file_actions_destroy(&actions)
            posix_spawnattr_destroy(&attributes)
        }
        posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_adddup2(&actions, output, 1)
        posix_spawn_file_actions_adddup2(&actions, errors, 2)
        posix_spawnattr_setpgroup(&attributes, 0)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETPGROUP))
        var whole = ["PATH": getenv("PATH").map { String(cString: $0) } ?? "/usr/bin:/bin"]
        for name in ["HOME", "LD_LIBRARY_PATH"] { whole[name] = getenv(name).map { String(cString: $0) } }
        whole.merge(environment) { $1 }
        var arguments = words.map { strdup($0) } + [nil]
        var variables = whole.map { strdup("\($0.key)=\($0.value)") } + [nil]
        defer { for word in arguments + variables { free(word) } }
        var process: pid_t = 0
        let code = posix_spawnp(&process, words[0], &actions, &attributes, &arguments, &variables)
        return code == 0 ? process : -code
    }
}
