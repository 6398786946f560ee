internal import CKernel
internal import CUring
internal import Glibc
internal import Sampling

/// Requests to io_uring that are done at once. Every completion is counted, and looked at.
let requestProbes: [Probe] = [
    nop(), nop(isDeferred: true),

    requests("ring.read", "read of a byte from /dev/zero, by io_uring") { entry, zero, byte in
        io_uring_prep_read(entry, zero, byte, 1, 0)
    },
    requests(
        "ring.read.file", "read of a byte from /dev/zero, registered before, by io_uring",
        register: { ring, zero, _ in
            var file = zero
            return io_uring_register_files(ring, &file, 1)
        }
    ) { entry, _, byte in
        io_uring_prep_read(entry, 0, byte, 1, 0)
        entry.pointee.flags |= UInt8(u_fixed_file)
    },
    requests(
        "ring.read.buffer", "read of a byte by io_uring, with /dev/zero and the buffer registered before",
        register: { ring, zero, byte in
            var file = zero
            var buffer = iovec(iov_base: byte, iov_len: 4096)
            let result = io_uring_register_files(ring, &file, 1)
            return result == 0 ? io_uring_register_buffers(ring, &buffer, 1) : result
        }
    ) { entry, _, byte in
        io_uring_prep_read_fixed(entry, 0, byte, 1, 0, 0)
        entry.pointee.flags |= UInt8(u_fixed_file)
    },

    Probe(
        "ring.poll", "a poll of a descriptor that is ready, by io_uring", per: "request", does: calls(1),
        needs: [.uring], isDefault: false
    ) { _ in
        try unwinding { cleanup in
            let ring = try cleanup.keep(Ring(.callsOfAnyThread, completions: 64), Ring.close)
            let event = cleanup.keep(Descriptor(eventfd(1, Int32(EFD_CLOEXEC))), Descriptor.close)
            guard event.number >= 0 else { throw Refusal("no eventfd") }
            return Rig(finish: cleanup.run) { n in
                for _ in 0..<n {
                    io_uring_prep_poll_add(ring.next(), event.number, UInt32(POLLIN))
                    try ring.complete(1) { $0 & Int32(POLLIN) != 0 }
                }
            }
        }
    },

    Probe(
        "ring.timeout", "a timeout set and taken back, by io_uring: two requests", per: "timeout", does: calls(1),
        needs: [.uring], isDefault: false
    ) { _ in
        try unwinding { cleanup in
            let ring = try cleanup.keep(Ring(.callsOfAnyThread, completions: 64), Ring.close)
            let hour = UnsafeMutablePointer<__kernel_timespec>.allocate(capacity: 1)
            hour.initialize(to: __kernel_timespec(tv_sec: 3600, tv_nsec: 0))
            cleanup.add { hour.deallocate() }
            return Rig(finish: cleanup.run) { n in
                for _ in 0..<n {
                    let set = ring.next()
                    io_uring_prep_timeout(set, hour, 0, 0)
                    set.pointee.user_data = 7
                    io_uring_prep_timeout_remove(ring.next(), 7, 0)
                    try ring.complete(2) { $0 == 0 || $0 == -ECANCELED }
                }
            }
        }
    },

    Probe(
        "ring.msg", "a message to another ring of the same thread", per: "message", does: calls(1), needs: [.uring],
        isDefault: false
    ) { _ in
        try unwinding { cleanup in
            let ring = try cleanup.keep(Ring(.callsOfAnyThread, completions: 64), Ring.close)
            let other = try cleanup.keep(Ring(.callsOfAnyThread, completions: 64), Ring.close)
            let number = other.pointer.pointee.ring_fd
            func send() throws {
                io_uring_prep_msg_ring(ring.next(), number, 1, 7, 0)
                try ring.complete(1) { $0 == 0 }
                guard other.takeCompletion() == 1 else { throw OperationFailed("a message did not arrive") }
            }
            do { try send() } catch { throw Refusal("the kernel has no messages between rings (Linux 5.18 has)") }
            return Rig(finish: cleanup.run) { n in for _ in 0..<n { try send() } }
        }
    },
]

/// Over how many requests are handed over at once.
let requestSweeps: [Sweep] = [
    Sweep(
        "submissions", "what a request to io_uring costs by how many are handed over at once",
        of: ["ring.nop", "ring.nop.deferred"], over: [Sweep.Axis("batch", [1, 8, 32])])
]

/// Requests that do nothing.
private func nop(isDeferred: Bool = false, batch: Int = 1) -> Probe {
    Probe(
        isDeferred ? "ring.nop.deferred" : "ring.nop",
        "an empty request to io_uring, \(batch) handed over at once"
            + (isDeferred ? ", completed when asked for (DEFER_TASKRUN)" : ""),
        per: "request", operationsPerIteration: batch, does: calls(1 / Double(batch)), needs: [.uring],
        isDefault: false, takes: [Parameter("batch", 1...4096, default: 1, "requests that are handed over at once")],
        vary: { nop(isDeferred: isDeferred, batch: $0["batch"]) }
    ) { _ in
        let room = Ring.powerOfTwo(UInt32(batch))
        let ring = try Ring(isDeferred ? .calls : .callsOfAnyThread, submissions: room, completions: 2 * room)
        if isDeferred, ring.remark != nil {
            ring.close()
            throw Refusal("this kernel has no deferred task work (Linux 6.1 has)")
        }
        return Rig(finish: ring.close) { n in
            for _ in 0..<n {
                for _ in 0..<batch { io_uring_prep_nop(ring.next()) }
                try ring.complete(batch) { $0 == 0 }
            }
        }
    }
}

/// Reads of a byte, each handed over by itself.
private func requests(
    _ name: RowName, _ summary: String,
    register: @escaping @Sendable (UnsafeMutablePointer<io_uring>, Int32, UnsafeMutableRawPointer) -> Int32 = {
        _, _, _ in 0
    },
    prepare: @escaping @Sendable (UnsafeMutablePointer<io_uring_sqe>, Int32, UnsafeMutableRawPointer) -> Void
) -> Probe {
    Probe(name, summary, per: "request", does: calls(1), needs: [.uring], isDefault: false) { _ in
        try unwinding { cleanup in
            let zero = try cleanup.keep(Descriptor(opening: "/dev/zero", O_RDONLY), Descriptor.close)
            let buffer = try cleanup.keep(Memory(bytes: 4096), Memory.free).base
            let ring = try cleanup.keep(Ring(.callsOfAnyThread, completions: 64), Ring.close)
            let result = register(ring.pointer, zero.number, buffer)
            guard result == 0 else { throw Refusal("io_uring registers nothing: \(errorText(of: result))") }
            prepare(ring.next(), zero.number, buffer)
            try ring.complete(1) { $0 == 1 }
            guard Ring.workersOfCaller().isEmpty else {
                throw Refusal("this kernel hands reads of /dev/zero to a worker")
            }
            return Rig(finish: cleanup.run) { n in
                for _ in 0..<n {
                    prepare(ring.next(), zero.number, buffer)
                    try ring.complete(1) { $0 == 1 }
                }
            }
        }
    }
}

extension Ring {
    /// Hands over what was added and takes so many completions, each of which must be right.
    @inline(__always)
    func complete(_ count: Int, isRight: (Int32) -> Bool) throws {
        let submitted = io_uring_submit_and_wait(pointer, UInt32(count))
        guard submitted >= 0 else { throw OperationFailed("io_uring_enter: \(errorText(of: submitted))") }
        for _ in 0..<count {
            guard let result = takeCompletion() else { throw OperationFailed("a completion is missing") }
            guard isRight(result) else { throw OperationFailed("a request ended with \(result)") }
        }
    }
}

extension Need {
    /// io_uring, which filters and settings may forbid; tried.
    static let uring = Need.tried("io_uring") { _ in
        do {
            try Ring(.callsOfAnyThread, submissions: 2, completions: 4).close()
            return nil
        } catch {
            return .unsupported("\(error)")
        }
    }
}
