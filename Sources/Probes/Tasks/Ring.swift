internal import Basics
internal import CKernel
internal import CUring
internal import Glibc

/// A pair of io_uring's rings, through liburing.
struct Ring {
    /// How requests reach the kernel.
    enum Mode: Equatable {
        /// By calls of the one thread that has the ring; results are made when that thread asks for them.
        case calls
        /// By calls of any thread, one after the other; results are made as soon as they can be.
        case callsOfAnyThread
        /// By a kernel thread that watches the submissions, on a CPU.
        case polled(cpu: Int)
    }

    let pointer: UnsafeMutablePointer<io_uring>
    /// What the kernel would not give, in words.
    let remark: String?

    /// Rings for so many submissions and completions at once.
    init(_ mode: Mode, submissions: UInt32 = 512, completions: UInt32) throws {
        // The best way first, then what older kernels have.
        let single = UInt32(IORING_SETUP_SINGLE_ISSUER | IORING_SETUP_DEFER_TASKRUN | IORING_SETUP_CQSIZE)
        var flags: [UInt32] = [single, UInt32(IORING_SETUP_COOP_TASKRUN | IORING_SETUP_CQSIZE), 0]
        var processor: UInt32 = 0
        switch mode {
        case .calls: break
        case .callsOfAnyThread: flags = [UInt32(IORING_SETUP_CQSIZE)]
        case .polled(let cpu):
            flags = [UInt32(IORING_SETUP_SQPOLL | IORING_SETUP_SQ_AFF | IORING_SETUP_CQSIZE)]
            processor = UInt32(cpu)
        }
        let ring = UnsafeMutablePointer<io_uring>.allocate(capacity: 1)
        ring.initialize(to: io_uring())
        var result: Int32 = 0
        for (attempt, some) in flags.enumerated() {
            var parameters = io_uring_params()
            parameters.flags = some
            parameters.cq_entries = Ring.powerOfTwo(max(completions, 2 * submissions))
            parameters.sq_thread_cpu = processor
            parameters.sq_thread_idle = 20
            result = io_uring_queue_init_params(submissions, ring, &parameters)
            if result == 0 {
                pointer = ring
                remark = attempt == 0 ? nil : "io_uring without deferred task work: the kernel has none"
                return
            }
            if result != -EINVAL { break }
        }
        ring.deallocate()
        let hint = result == -EPERM ? " (kernel.io_uring_disabled, or a filter)" : ""
        throw Refusal("no io_uring: \(Limits.rings(for: result))\(hint)")
    }

    /// The next submission, filled in by the caller. Hands over what is there if all are taken.
    @inline(__always)
    func next() -> UnsafeMutablePointer<io_uring_sqe> {
        while true {
            if let entry = io_uring_get_sqe(pointer) { return entry }
            _ = io_uring_submit(pointer)
        }
    }

    /// Hands submissions over and calls with each completion until that returns false.
    ///
    /// - Parameter spins: waits for completions in user space, without a call.
    @inline(__always)
    func run(spins: Bool = false, while isWanted: () -> Bool, handle: (UInt64, Int32, UInt32) -> Bool) {
        withUnsafeTemporaryAllocation(of: UnsafeMutablePointer<io_uring_cqe>?.self, capacity: 256) { batch in
            while isWanted() {
                let result = spins ? io_uring_submit(pointer) : io_uring_submit_and_wait(pointer, 1)
                if result < 0, result != -EINTR, result != -EAGAIN, result != -EBUSY { return }
                let count = io_uring_peek_batch_cqe(pointer, batch.baseAddress, 256)
                if count == 0, spins { k_pause() }
                for index in 0..<Int(count) {
                    let entry = batch[index]!.pointee
                    guard handle(entry.user_data, entry.res, entry.flags) else { return }
                }
                io_uring_cq_advance(pointer, count)
            }
        }
    }

    /// Binds the kernel's workers for the calling task to a CPU.
    ///
    /// - Parameters:
    ///   - most: how many there may be for what waits, such as pipes and sockets; 0 leaves that as it is.
    ///   - mostForFiles: the same for what is bounded by the CPUs, such as reads of files.
    func bindWorkers(to cpu: Int, most: Int = 0, mostForFiles: Int = 0) throws {
        var mask = cpu_set_t()
        let holds = withUnsafeMutableBytes(of: &mask) { bytes in
            guard cpu < bytes.count * 8 else { return false }
            bytes[cpu / 8] |= 1 << UInt8(cpu % 8)
            return true
        }
        // What is bounded by the CPUs, such as files, and what is not.
        var limits = [UInt32(mostForFiles), UInt32(most)]
        // The kernel would take a set without a CPU for one that nobody need obey.
        var result = holds ? 0 : -EINVAL
        if result == 0, most + mostForFiles > 0 { result = io_uring_register_iowq_max_workers(pointer, &limits) }
        if result == 0 { result = io_uring_register_iowq_aff(pointer, MemoryLayout<cpu_set_t>.size, &mask) }
        guard result == 0 else {
            throw Refusal("the kernel's workers cannot be bound to a CPU: \(errorText(of: result))")
        }
    }

    /// The workers that the kernel keeps for the calling thread, by the name that it gives them.
    static func workersOfCaller() -> [Participant] {
        let process = getpid()
        let folders = entriesOfFolder("/proc/self/task").map { "/proc/self/task/" + $0 }
        let workers = Dictionary(grouping: folders) { textOfFile($0 + "/comm") ?? "" }
            .filter { $0.key.hasPrefix("iou-wrk-") }
        // The number in the name is the machine's: in a PID namespace it is not the one that the caller knows.
        let own = workers["iou-wrk-\(k_gettid())\n"] ?? (workers.count == 1 ? workers.values.first : nil) ?? []
        return own.compactMap(ProcView.number(of:)).map { Participant(process: process, task: $0, staysInKernel: true) }
    }

    func close() {
        io_uring_queue_exit(pointer)
        pointer.deallocate()
    }

    static func powerOfTwo(_ value: UInt32) -> UInt32 {
        value <= 1 ? 1 : 1 << (32 - UInt32((value - 1).leadingZeroBitCount))
    }
}
