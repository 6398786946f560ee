internal import CKernel
internal import Glibc

/// PID namespaces in one another. The first process of each sleeps, so that the namespace stays; what the calling
/// thread makes after `enter` gets a number there and in all that lie around it.
///
/// All of them end with the thread that made them: killing the outermost takes the rest along.
final class PidNest {
    /// How many lie in one another.
    let levels: Int

    private let own: Descriptor
    private let deepest: Descriptor
    private let first: Int32

    /// Makes the nest. `furnish` is run by the first process of the innermost namespace before anybody enters it, and
    /// says whether it went well, with errno where not. It may call the kernel and nothing else.
    ///
    /// - Throws: a `Refusal` where that is not allowed, or not so deep.
    init(levels: Int, furnish: @escaping () -> Bool = { true }) throws {
        self.levels = levels
        own = try Descriptor(opening: "/proc/self/ns/pid", O_RDONLY)
        let desk = try Desk()
        defer { desk.close() }
        let made = k_fork_pid_namespace()
        if made == 0 { PidNest.dwell(1, of: levels, desk.words, furnish) }
        guard made > 0 else {
            own.close()
            throw Refusal("no PID namespace of one's own: \(errorText(Int32(-made)))")
        }
        first = Int32(made)
        // Each writes its number, as this process sees it, once it is settled, or what went wrong.
        var (settled, failure) = (0, Int32(0))
        while settled < levels, failure == 0 {
            let word = desk.words + settled
            if k_load(word) == 0, k_futex_wait_for(word, 0, 10_000_000_000) == -Int(ETIMEDOUT) { failure = ETIMEDOUT }
            let told = Int32(bitPattern: k_load(word))
            if told < 0 { failure = -told } else if told > 0 { settled += 1 }
        }
        let opened =
            failure == 0
            ? open("/proc/\(k_load(desk.words + levels - 1))/ns/pid", O_RDONLY | O_CLOEXEC) : Int32(-1)
        guard opened >= 0 else {
            let reason = errorText(failure == 0 ? errno : failure)
            kill(first, SIGKILL)
            waitpid(first, nil, 0)
            own.close()
            throw Refusal("\(settled) PID namespaces in one another instead of \(levels): \(reason)")
        }
        deepest = Descriptor(opened)
    }

    /// Has what the calling thread makes from now on be born in the innermost namespace.
    @inline(__always)
    func enter() throws { try PidNest.go(deepest) }

    /// Has it be born where the thread itself lives again.
    @inline(__always)
    func leave() throws { try PidNest.go(own) }

    func close() {
        try? leave()
        kill(first, SIGKILL)
        waitpid(first, nil, 0)
        own.close()
        deepest.close()
    }

    private static func go(_ namespace: Descriptor) throws {
        guard k_enter_namespace(namespace.number, Int32(k_pid_namespace)) == 0 else {
            throw OperationFailed("the PID namespace cannot be entered: \(errorText())")
        }
    }

    /// The life of the first process of namespace `level`. It runs between fork and exit, where nothing may be made.
    private static func dwell(
        _ level: Int, of levels: Int, _ words: UnsafeMutablePointer<UInt32>, _ furnish: () -> Bool
    ) -> Never {
        func tell(_ value: UInt32) {
            k_store(words + level - 1, value)
            _ = k_futex_wake(words + level - 1)
        }
        func fail() -> Never {
            tell(UInt32(bitPattern: -max(1, errno)))
            _exit(1)
        }
        guard k_die_with_parent(SIGKILL) == 0 else { fail() }
        let number = numberOutside()
        guard number > 0 else { fail() }
        if level == levels {
            guard furnish() else { fail() }
        } else {
            let made = k_fork_pid_namespace()
            if made == 0 { dwell(level + 1, of: levels, words, furnish) }
            if made < 0 {
                // The one who waits looks at the next word.
                tell(number)
                k_store(words + level, UInt32(bitPattern: Int32(made)))
                _ = k_futex_wake(words + level)
            }
        }
        tell(number)
        // What was inherited would keep the worker's channel open.
        _ = k_close_all()
        k_sleep_for_ever()
        _exit(0)
    }

    /// The number that this process has where proc was mounted; 0 where it cannot be read.
    private static func numberOutside() -> UInt32 {
        withUnsafeTemporaryAllocation(of: CChar.self, capacity: 16) { text in
            let length = readlink("/proc/self", text.baseAddress!, text.count)
            return length > 0 ? text.prefix(length).reduce(0) { $0 * 10 + UInt32(UInt8(bitPattern: $1) &- 48) } : 0
        }
    }
}
