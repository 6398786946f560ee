internal import CKernel
internal import Glibc

/// A lock that two tasks want, sides 0 and 1. Both functions return 0, or a negated error number.
protocol TwoSidedLock: SendableMetatype {
    /// Waits until nobody has it, and takes it.
    func take(as side: Int) -> Int32
    /// Gives it back.
    func give(as side: Int) -> Int32
    /// Undoes what making it did. Nobody has it.
    func destroy()
}

/// pthread_mutex_t.
struct ThreadMutex: TwoSidedLock, @unchecked Sendable {
    private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)

    /// - Parameter lends: who has it runs with the priority of whoever waits for it (PTHREAD_PRIO_INHERIT).
    init(lends: Bool = false) throws {
        var attributes = pthread_mutexattr_t()
        pthread_mutexattr_init(&attributes)
        defer { pthread_mutexattr_destroy(&attributes) }
        var code = lends ? pthread_mutexattr_setprotocol(&attributes, Int32(PTHREAD_PRIO_INHERIT)) : 0
        if code == 0 { code = pthread_mutex_init(mutex, &attributes) }
        guard code == 0 else {
            mutex.deallocate()
            throw Refusal("no such mutex: \(errorText(code))")
        }
    }

    @inline(__always) func take(as side: Int) -> Int32 { -pthread_mutex_lock(mutex) }
    @inline(__always) func give(as side: Int) -> Int32 { -pthread_mutex_unlock(mutex) }

    func destroy() {
        pthread_mutex_destroy(mutex)
        mutex.deallocate()
    }
}

/// pthread_rwlock_t.
struct ReadWriteLock: TwoSidedLock, @unchecked Sendable {
    enum Use { case reading, writing }

    private let lock = UnsafeMutablePointer<pthread_rwlock_t>.allocate(capacity: 1)
    private let use: Use

    init(_ use: Use) throws {
        self.use = use
        let code = pthread_rwlock_init(lock, nil)
        guard code == 0 else {
            lock.deallocate()
            throw Refusal("no read-write lock: \(errorText(code))")
        }
    }

    @inline(__always)
    func take(as side: Int) -> Int32 { -(use == .reading ? pthread_rwlock_rdlock(lock) : pthread_rwlock_wrlock(lock)) }

    @inline(__always) func give(as side: Int) -> Int32 { -pthread_rwlock_unlock(lock) }

    func destroy() {
        pthread_rwlock_destroy(lock)
        lock.deallocate()
    }
}

/// pthread_spinlock_t.
struct SpinLock: TwoSidedLock, @unchecked Sendable {
    private let lock = UnsafeMutablePointer<pthread_spinlock_t>.allocate(capacity: 16)

    init() throws { pthread_spin_init(lock, Int32(PTHREAD_PROCESS_PRIVATE)) }

    @inline(__always) func take(as side: Int) -> Int32 { -pthread_spin_lock(lock) }
    @inline(__always) func give(as side: Int) -> Int32 { -pthread_spin_unlock(lock) }

    func destroy() {
        pthread_spin_destroy(lock)
        lock.deallocate()
    }
}

/// sem_t, of value 1 while nobody has it.
struct CountedLock: TwoSidedLock, @unchecked Sendable {
    private let semaphore = UnsafeMutablePointer<sem_t>.allocate(capacity: 1)

    init() throws { sem_init(semaphore, 0, 1) }

    @inline(__always)
    func take(as side: Int) -> Int32 { sem_wait(semaphore) == 0 ? 0 : -errno }

    @inline(__always)
    func give(as side: Int) -> Int32 { sem_post(semaphore) == 0 ? 0 : -errno }

    func destroy() {
        sem_destroy(semaphore)
        semaphore.deallocate()
    }
}

/// A file in memory that each side has opened for itself.
private struct FileOfTwo {
    let sides: (Descriptor, Descriptor)

    init() throws {
        sides = try unwinding { cleanup in
            let file = try cleanup.keep(
                Descriptor(made: k_memory_file("toll-lock"), orRefuse: "no file in memory"), Descriptor.close)
            return (file, try Descriptor(opening: "/proc/self/fd/\(file.number)", O_RDWR))
        }
    }

    @inline(__always) func descriptor(of side: Int) -> Int { Int(side == 0 ? sides.0.number : sides.1.number) }

    func close() {
        sides.0.close()
        sides.1.close()
    }
}

/// flock(2), by the instruction.
struct WholeFileLock: TwoSidedLock {
    private let file: FileOfTwo

    init() throws { file = try FileOfTwo() }

    @inline(__always) func take(as side: Int) -> Int32 { change(side, Int(LOCK_EX)) }
    @inline(__always) func give(as side: Int) -> Int32 { change(side, Int(LOCK_UN)) }
    func destroy() { file.close() }

    @inline(__always)
    private func change(_ side: Int, _ operation: Int) -> Int32 {
        Int32(truncatingIfNeeded: k_syscall3(Int(k_nr_flock), file.descriptor(of: side), operation, 0))
    }
}

/// fcntl(2)'s lock on the first byte of a file, by the instruction.
struct ByteLock: TwoSidedLock, @unchecked Sendable {
    /// Whose lock it is: two threads of a process never wait for each other by the older kind.
    enum Owner { case process, file }

    private let file: FileOfTwo
    private let command: Int
    private let ranges: UnsafeMutablePointer<flock>

    init(_ owner: Owner) throws {
        file = try FileOfTwo()
        command = owner == .process ? Int(F_SETLKW) : Int(k_set_file_lock_waiting)
        ranges = .allocate(capacity: 2)
        for (place, type) in [F_WRLCK, F_UNLCK].enumerated() {
            (ranges + place).initialize(
                to: flock(l_type: Int16(type), l_whence: Int16(SEEK_SET), l_start: 0, l_len: 1, l_pid: 0))
        }
    }

    @inline(__always) func take(as side: Int) -> Int32 { change(side, ranges) }
    @inline(__always) func give(as side: Int) -> Int32 { change(side, ranges + 1) }

    func destroy() {
        file.close()
        ranges.deallocate()
    }

    @inline(__always)
    private func change(_ side: Int, _ range: UnsafeMutablePointer<flock>) -> Int32 {
        Int32(truncatingIfNeeded: k_syscall3(Int(k_nr_fcntl), file.descriptor(of: side), command, address(range)))
    }
}
