internal import CKernel
internal import CUring
internal import Glibc
internal import Sampling

/// One request after the other through io_uring, each waited for: a read of /dev/zero, which never waits. In line the
/// kernel does it while it takes the request; punted, a worker of the kernel's pool does it. The baseline of the
/// punted one is the same request in line.
func ringRequest(isPunted: Bool, on cpu: Int) throws -> Rig {
    try unwinding { cleanup in
        let ring = try cleanup.keep(Ring(.calls, submissions: 8, completions: 16), Ring.close)
        let file = try cleanup.keep(Descriptor(opening: "/dev/zero", O_RDONLY), Descriptor.close)
        let block = UnsafeMutableRawPointer.allocate(byteCount: blockBytes, alignment: blockBytes)
        block.initializeMemory(as: UInt8.self, repeating: 0, count: blockBytes)
        cleanup.add { block.deallocate() }
        if isPunted { try ring.bindWorkers(to: cpu) }
        let one = { (flags: UInt8) in
            let result = try ring.one { entry in
                io_uring_prep_read(entry, file.number, block, UInt32(blockBytes), 0)
                entry.pointee.flags |= flags
            }
            guard result == Int32(blockBytes) else { throw OperationFailed("a read of \(result) bytes") }
        }
        let inline = { (n: Int) in for _ in 0..<n { try one(0) } }
        // What is to be done in line is not if a worker is there afterwards: an older kernel hands any device over.
        try inline(8)
        guard Ring.workersOfCaller().isEmpty else {
            throw Refusal("this kernel has a worker do the read of /dev/zero that is to be done in line")
        }
        return Rig(
            notes: ["a read of \(blockBytes) bytes of /dev/zero"], baseline: isPunted ? inline : nil,
            finish: cleanup.run, loop: isPunted ? { n in for _ in 0..<n { try one(UInt8(u_async)) } } : inline)
    }
}

private let blockBytes = 4096

/// One read of a file past the page cache at a time, for which the task has to wait. Punted, a worker of the kernel's
/// pool hands it to the device; the baseline is the same request handed over while the kernel takes it.
///
/// There is one worker, which is watched: what it does not do itself is not measured as if it had.
///
/// - Parameter punts: false only in a test, which shows that it is found out.
func blockingRequest(on cpu: Int, punts: Bool = true) throws -> Rig {
    try unwinding { cleanup in
        let ring = try cleanup.keep(Ring(.calls, submissions: 8, completions: 16), Ring.close)
        let blocks = try BlockFile(isDirect: true, cleanup)
        let one = { (flags: UInt8) in
            let block = blocks.next()
            let result = try ring.one { entry in
                io_uring_prep_read(
                    entry, blocks.file.number, blocks.buffer(0), UInt32(BlockFile.blockBytes),
                    UInt64(block * BlockFile.blockBytes))
                entry.pointee.flags |= flags
            }
            guard result == Int32(BlockFile.blockBytes), blocks.holds(block, in: 0) else {
                throw wrongBlock(block, Int(result))
            }
        }
        try ring.bindWorkers(to: cpu, mostForFiles: 1)
        try one(UInt8(u_async))
        let workers = Ring.workersOfCaller()
        guard workers.count == 1 else { throw Refusal("io_uring made \(workers.count) workers instead of one") }
        let clock = k_clock_of_thread(workers[0].task)
        let flags = punts ? UInt8(u_async) : 0
        return Rig(
            found: workers, notes: ["blocks of \(BlockFile.blockBytes) bytes, one read under way"],
            facts: [.ringWorkers: 1],
            baseline: { n in for _ in 0..<n { try one(0) } }, finish: cleanup.run,
            loop: { n in
                let before = k_clock_ns(clock)
                for _ in 0..<n { try one(flags) }
                let worked = k_clock_ns(clock) - before
                if n > 0, worked == 0 { throw OperationFailed("the kernel's worker did nothing") }
            })
    }
}

/// One timer at a time through io_uring, waited for until it is due. The kernel keeps it without a task of its own.
func timerRequest(due nanoseconds: Int) throws -> Rig {
    try unwinding { cleanup in
        let ring = try cleanup.keep(Ring(.calls, submissions: 8, completions: 16), Ring.close)
        let time = UnsafeMutablePointer<__kernel_timespec>.allocate(capacity: 1)
        cleanup.add { time.deallocate() }
        let (seconds, rest) = nanoseconds.quotientAndRemainder(dividingBy: 1_000_000_000)
        time.initialize(to: __kernel_timespec(tv_sec: Int64(seconds), tv_nsec: Int64(rest)))
        let loop = { (n: Int) in
            for _ in 0..<n {
                let result = try ring.one { io_uring_prep_timeout($0, time, 0, 0) }
                guard result == -ETIME else { throw OperationFailed("a timer: \(errorText(of: result))") }
            }
        }
        try loop(1)
        return Rig(facts: [.ringWorkers: Double(Ring.workersOfCaller().count)], finish: cleanup.run, loop: loop)
    }
}

extension Ring {
    /// Makes one request, waits until it is done, and gives back what came of it: a negated error number where it
    /// failed.
    ///
    /// A timer that is due ends the kernel's wait before its completion is there, which another call waits for.
    @inline(__always)
    fileprivate func one(_ fill: (UnsafeMutablePointer<io_uring_sqe>) -> Void) throws -> Int32 {
        fill(next())
        let submitted = io_uring_submit_and_wait(pointer, 1)
        guard submitted >= 0 else { throw OperationFailed("io_uring: \(errorText(of: submitted))") }
        while true {
            if let result = takeCompletion() { return result }
            let waited = io_uring_submit_and_wait(pointer, 1)
            guard waited >= 0 || waited == -EINTR else { throw OperationFailed("io_uring: \(errorText(of: waited))") }
        }
    }
}
