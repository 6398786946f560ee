internal import CKernel
internal import Glibc

/// PID namespaces in one another. The first process of each sleeps, so that the namespace stays; what the calling
/// thread makes after `enter` gets a number there and in all that lie around it.
///
/// All of them end with the thread that made them: killing the outermost takes the rest along.
///
/// Without rights over the machine's own PID namespace, the process goes into a user namespace and makes one more level
/// round the nest. What leaves the nest is born there then, since nothing may be born outside any more.
final class PidNest {
    /// How many numbers a task gets more inside than outside.
    let levels: Int
    /// How outside is not where the machine's tasks are, if it is not.
    let note: String?

    private let outside: Descriptor
    private let deepest: Descriptor
    private let first: Int32

    /// Makes the nest. `furnish` is run by the first process of the innermost namespace before anybody enters it, and
    /// returns 0, or a negated error number. It may call the kernel and nothing else.
    ///
    /// - Throws: a `Refusal` where that is not allowed, or not so deep.
    init(levels: Int, furnish: @escaping () -> Int32 = { 0 }) throws {
        self.levels = levels
        let own = try Descriptor(opening: "/proc/self/ns/pid", O_RDONLY)
        let canReturn = (try? PidNest.go(own)) != nil
        let depth = canReturn ? levels : levels + 1
        note = canReturn ? nil : "in a user namespace; the baseline's tasks are born in a PID namespace too"
        (first, deepest, outside) = try unwinding { cleanup in
            cleanup.add(own.close)
            let page = try SharedPage()
            defer { page.close() }
            var made = PidNest.begin(depth, page.words, furnish)
            if made == -Int(EPERM), !canReturn {
                do { try enterOwnUsers() } catch { throw Refusal("no PID namespace of one's own: \(error)") }
                made = PidNest.begin(depth, page.words, furnish)
            }
            guard made > 0 else { throw Refusal("no PID namespace of one's own: \(errorText(of: made))") }
            let first = Int32(made)
            cleanup.add { PidNest.end(first) }
            // Each writes its number, as this process sees it, once it is settled, or what went wrong.
            var (settled, failure) = (0, Int32(0))
            while settled < depth, failure == 0 {
                let word = page.words + settled
                if k_load(word) == 0, k_futex_wait_for(word, 0, 10_000_000_000) == -Int(ETIMEDOUT) {
                    failure = ETIMEDOUT
                }
                let sign = Int32(bitPattern: k_load(word))
                if sign < 0 { failure = -sign } else if sign > 0 { settled += 1 }
            }
            func namespace(of level: Int) throws -> Descriptor {
                guard failure == 0 else { throw Refusal(errorText(failure)) }
                return try Descriptor(opening: "/proc/\(k_load(page.words + level - 1))/ns/pid", O_RDONLY)
            }
            do {
                let deepest = try cleanup.keep(namespace(of: depth), Descriptor.close)
                if canReturn { return (first, deepest, own) }
                let outside = try namespace(of: 1)
                own.close()
                return (first, deepest, outside)
            } catch {
                throw Refusal("\(settled) PID namespaces in one another instead of \(depth): \(error)")
            }
        }
    }

    /// Makes the outermost namespace. The number of its first process, or a negated error number.
    private static func begin(
        _ depth: Int, _ words: UnsafeMutablePointer<UInt32>, _ furnish: () -> Int32
    ) -> Int {
        let made = k_fork_pid_namespace()
        if made == 0 { dwell(1, of: depth, words, furnish) }
        return made
    }

    /// Has what the calling thread makes from now on be born in the innermost namespace.
    @inline(__always)
    func enter() throws { try PidNest.go(deepest) }

    /// Has it be born outside the nest again.
    @inline(__always)
    func leave() throws { try PidNest.go(outside) }

    func close() {
        try? leave()
        PidNest.end(first)
        outside.close()
        deepest.close()
    }

    private static func end(_ first: Int32) {
        kill(first, SIGKILL)
        waitpid(first, nil, 0)
    }

    private static func go(_ namespace: Descriptor) throws {
        let result = k_enter_namespace(namespace.number, Int32(k_pid_namespace))
        guard result == 0 else {
            throw OperationFailed("the PID namespace cannot be entered: \(errorText(of: result))")
        }
    }

    /// The life of the first process of namespace `level`. It runs between fork and exit, where nothing may be made.
    private static func dwell(
        _ level: Int, of levels: Int, _ words: UnsafeMutablePointer<UInt32>, _ furnish: () -> Int32
    ) -> Never {
        func report(_ value: UInt32) {
            k_store(words + level - 1, value)
            _ = k_futex_wake(words + level - 1)
        }
        /// Ends where something went wrong.
        func demand(_ result: Int32) {
            guard result < 0 else { return }
            report(UInt32(bitPattern: result))
            _exit(1)
        }
        demand(k_die_with_parent(SIGKILL))
        let number = numberOutside()
        demand(number == 0 ? -max(1, errno) : 0)
        if level == levels {
            demand(furnish())
        } else {
            let made = k_fork_pid_namespace()
            if made == 0 { dwell(level + 1, of: levels, words, furnish) }
            if made < 0 {
                // The one who waits looks at the next word.
                report(number)
                k_store(words + level, UInt32(bitPattern: Int32(made)))
                _ = k_futex_wake(words + level)
            }
        }
        report(number)
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
