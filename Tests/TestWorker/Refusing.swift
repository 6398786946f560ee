internal import CKernel
internal import Glibc

/// Starts a program under a filter that answers some system calls with EPERM, or with the error number that a word such
/// as `=38` names: a setting such as perf_event_paranoid, for one program alone. Calls go by name or by number.
enum Refusing {
    #if arch(x86_64)
        private static let numbers: [String: UInt32] = [
            "perf_event_open": 298, "ptrace": 101, "bpf": 321, "prctl": 157, "sendto": 44, "clone3": 435,
            "io_uring_setup": 425, "seccomp": 317,
        ]
        private static let prctl = 157
        private static let seccomp = 317
    #else
        private static let numbers: [String: UInt32] = [
            "perf_event_open": 241, "ptrace": 117, "bpf": 280, "prctl": 167, "sendto": 206, "clone3": 435,
            "io_uring_setup": 425, "seccomp": 277,
        ]
        private static let prctl = 167
        private static let seccomp = 277
    #endif

    /// Becomes the program; comes back, with an exit status, only when that fails.
    static func start(_ words: [String]) -> Int32 {
        let calls = words.prefix { $0 != "--" }.compactMap { numbers[$0] ?? UInt32($0) }
        let code = words.first { $0.hasPrefix("=") }.flatMap { UInt32($0.dropFirst()) } ?? UInt32(EPERM)
        return start(Array(words.drop { $0 != "--" }.dropFirst()), refusing: calls, with: code)
    }

    private static func start(_ program: [String], refusing calls: [UInt32], with error: UInt32) -> Int32 {
        guard !calls.isEmpty, let name = program.first else { return 64 }
        // Load the number; for each refused one, jump to the answer; allow the rest.
        var code = [sock_filter(code: 0x20, jt: 0, jf: 0, k: 0)]
        for (index, call) in calls.enumerated() {
            code.append(sock_filter(code: 0x15, jt: UInt8(calls.count - index), jf: 0, k: call))
        }
        code.append(sock_filter(code: 0x06, jt: 0, jf: 0, k: 0x7fff_0000))
        code.append(sock_filter(code: 0x06, jt: 0, jf: 0, k: 0x0005_0000 | error))
        let isFiltered = code.withUnsafeMutableBufferPointer { filters in
            var program = sock_fprog(len: UInt16(filters.count), filter: filters.baseAddress)
            // No new privileges (38), then a filter (1).
            return k_syscall6(prctl, 38, 1, 0, 0, 0, 0) == 0
                && withUnsafeMutablePointer(to: &program) { k_syscall3(seccomp, 1, 0, Int(bitPattern: $0)) == 0 }
        }
        guard isFiltered else { return 65 }
        var arguments = program.map { strdup($0) } + [nil]
        execvp(name, &arguments)
        return 66
    }
}
