internal import CKernel
internal import CUring
internal import Glibc

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
            let entry = ring.next()
            io_uring_prep_read(entry, file.number, block, UInt32(blockBytes), 0)
            entry.pointee.flags |= flags
            let submitted = io_uring_submit_and_wait(ring.pointer, 1)
            guard submitted >= 0 else { throw OperationFailed("io_uring: \(errorText(of: submitted))") }
            guard let result = ring.takeCompletion() else { throw OperationFailed("io_uring gave no completion") }
            guard result == Int32(blockBytes) else { throw OperationFailed("a read of \(result) bytes") }
        }
        let inline = { (n: Int) in for _ in 0..<n { try one(0) } }
        return Rig(
            notes: ["a read of \(blockBytes) bytes of /dev/zero"], baseline: isPunted ? inline : nil,
            finish: cleanup.run, loop: isPunted ? { n in for _ in 0..<n { try one(UInt8(u_async)) } } : inline)
    }
}

private let blockBytes = 4096
