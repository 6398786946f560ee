import Glibc

/// A program that may be installed here.
enum Tool {
    /// Runs it, and gives its exit status and all that it printed; 127 where there is none.
    static func run(_ words: [String]) -> (status: Int32, output: String) {
        let output = memfd_create("output", 0)
        defer { close(output) }
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_adddup2(&actions, output, STDOUT_FILENO)
        posix_spawn_file_actions_adddup2(&actions, output, STDERR_FILENO)
        var arguments: [UnsafeMutablePointer<CChar>?] = words.map { word in strdup(word) } + [nil]
        defer { for argument in arguments { free(argument) } }
        var process = pid_t()
        guard posix_spawnp(&process, words[0], &actions, nil, &arguments, environ) == 0 else { return (127, "") }
        var status: Int32 = 0
        while waitpid(process, &status, 0) < 0, errno == EINTR {}
        let size = Int(lseek(output, 0, SEEK_END))
        let bytes = [UInt8](unsafeUninitializedCapacity: size) { buffer, count in
            count = max(0, pread(output, buffer.baseAddress, size, 0))
        }
        return (status & 0x7f == 0 ? status >> 8 & 0xff : 128, String(decoding: bytes, as: UTF8.self))
    }
}
