internal import CKernel
internal import CUring

/// Requests for a worker of the kernel, which give a completion only if they fail.
extension Ring {
    /// Adds the move of one byte from the read end of a pipe to the write end of another, or to a file, for a worker to
    /// do. `isLinked`: the next request waits for this one.
    @inline(__always)
    func addMove(from reader: Int32, to writer: Int32, isLinked: Bool = false) {
        let entry = next()
        io_uring_prep_splice(entry, reader, -1, writer, -1, 1, 0)
        entry.pointee.flags |= UInt8(u_async | u_cqe_skip_success | (isLinked ? u_io_link : 0))
    }

    /// Hands the `count` requests over that were added: 0, or a negated error number.
    @inline(__always)
    func submit(_ count: Int) -> Int32 {
        let taken = io_uring_submit(pointer)
        return taken == count ? 0 : taken < 0 ? taken : -EBUSY
    }

    /// Does nothing, which is done at once: 0, or a negated error number.
    func doNothing() -> Int32 {
        io_uring_prep_nop(next())
        let submitted = io_uring_submit_and_wait(pointer, 1)
        return submitted < 0 ? submitted : takeCompletion() ?? -EBUSY
    }

    /// The result of the oldest completion, which is taken away; nil where there is none.
    @inline(__always)
    func takeCompletion() -> Int32? {
        var completion: UnsafeMutablePointer<io_uring_cqe>?
        guard io_uring_peek_cqe(pointer, &completion) == 0, let completion else { return nil }
        defer { io_uring_cqe_seen(pointer, completion) }
        return completion.pointee.res
    }
}
