internal import CKernel
internal import CUring
internal import Glibc

/// What the io_uring models share: one request a connection that receives for ever, into buffers that the kernel takes
/// out of a ring of its own, and answers that report nothing unless they fail.
struct UringService {
    let service: Service
    let ring: Ring
    private let buffers: UnsafeMutablePointer<io_uring_buf_ring>
    private let bytes: Memory
    private let head: Memory
    private let count: UInt32
    /// Bytes of a buffer: those of a message, unless that is large and comes in parts anyway.
    private let room: Int
    /// Answers that are under way, where they are large: those do not go out whole while they are handed over, and go
    /// on only while this thread looks after the ring.
    private let sending: UnsafeMutablePointer<Int>
    private let isLarge: Bool

    private static let group: Int32 = 0
    /// Marks a send: one that failed, or any where answers are large.
    private static let isSend: UInt64 = 1

    init(_ stage: Stage, _ mode: Ring.Mode) throws {
        guard stage.workload.transport != .pipes else { throw Refusal("io_uring's recv wants sockets, not pipes") }
        service = stage.service
        count = min(Ring.powerOfTwo(UInt32(2 * stage.workload.inFlight + 64)), 32_768)
        room = min(service.size, 1 << 16)
        isLarge = service.size > Parts.whole
        (ring, bytes, head) = try unwinding { [count, room] cleanup in
            let ring = try cleanup.keep(Ring(mode, completions: 4 * count), Ring.close)
            let bytes = try cleanup.keep(Memory(bytes: Int(count) * room), Memory.free)
            let head = try cleanup.keep(
                Memory(bytes: Int(count) * MemoryLayout<io_uring_buf>.stride), Memory.free)
            var registration = io_uring_buf_reg()
            registration.ring_addr = UInt64(UInt(bitPattern: head.base))
            registration.ring_entries = count
            registration.bgid = UInt16(UringService.group)
            let result = io_uring_register_buf_ring(ring.pointer, &registration, 0)
            guard result == 0 else { throw Refusal("io_uring cannot register buffers: \(errorText(of: result))") }
            return (ring, bytes, head)
        }
        sending = .allocate(capacity: 1)
        sending.initialize(to: 0)
        buffers = head.base.assumingMemoryBound(to: io_uring_buf_ring.self)
        io_uring_buf_ring_init(buffers)
        for index in 0..<count { put(UInt16(index), at: Int32(index)) }
        io_uring_buf_ring_advance(buffers, Int32(count))
        if let remark = ring.remark { stage.note(remark) }
    }

    /// Asks for all that comes on a connection, for ever. `tag` comes back with each completion.
    @inline(__always)
    func watch(_ connection: UnsafeMutablePointer<Connection>, tag: UnsafeMutableRawPointer) {
        let entry = ring.next()
        io_uring_prep_recv_multishot(entry, connection.pointee.endpoint.reader, nil, 0, 0)
        entry.pointee.flags |= UInt8(u_buffer_select)
        entry.pointee.buf_group = UInt16(UringService.group)
        entry.pointee.user_data = UInt64(UInt(bitPattern: tag))
    }

    /// Takes what a completion brought; works and answers when the message is whole.
    @inline(__always)
    func take(
        _ connection: UnsafeMutablePointer<Connection>, tag: UnsafeMutableRawPointer, result: Int32, flags: UInt32
    ) -> Service.Arrival {
        if result <= 0, result != -ENOBUFS {
            service.fail(connection, Int(result))
            return .failed
        }
        if flags & UInt32(IORING_CQE_F_MORE) == 0 { watch(connection, tag: tag) }
        if result < 0 { return .nothing }
        let index = flags >> UInt32(IORING_CQE_BUFFER_SHIFT)
        let filled = connection.pointee.filled
        let buffer = connection.pointee.buffer
        memcpy(buffer + filled, bytes.base + Int(index) * room, Int(result))
        put(UInt16(index), at: 0)
        io_uring_buf_ring_advance(buffers, 1)
        guard filled + Int(result) == service.size else {
            connection.pointee.filled += Int(result)
            return .nothing
        }
        connection.pointee.filled = 0
        guard service.work(connection, on: buffer) else { return .failed }
        let entry = ring.next()
        io_uring_prep_send(
            entry, connection.pointee.endpoint.writer, buffer, service.size,
            Int32(MSG_NOSIGNAL | MSG_WAITALL))
        if isLarge { sending.pointee += 1 } else { entry.pointee.flags |= UInt8(u_cqe_skip_success) }
        entry.pointee.user_data = UInt64(UInt(bitPattern: connection)) | UringService.isSend
        return .message
    }

    /// Hands completions on until `n` messages have been answered or one has failed.
    @inline(__always)
    func run(
        _ n: Int, spins: Bool = false, handle: (UnsafeMutableRawPointer, Int32, UInt32) -> Service.Arrival
    ) {
        var left = n
        ring.run(
            spins: spins, while: { (left > 0 || sending.pointee > 0) && !(spins && service.status.isBroken) }
        ) { tag, result, flags in
            let pointer = UnsafeMutableRawPointer(bitPattern: UInt(tag & ~UringService.isSend))!
            guard tag & UringService.isSend == 0 else {
                if isLarge, result == Int32(service.size) {
                    sending.pointee -= 1
                    return true
                }
                service.fail(pointer.assumingMemoryBound(to: Connection.self), Int(result))
                return false
            }
            switch handle(pointer, result, flags) {
            case .message: left -= 1
            case .nothing, .full: break
            case .failed: return false
            }
            return true
        }
        // Answers to the last messages are still to be handed over.
        _ = io_uring_submit(ring.pointer)
    }

    @inline(__always)
    private func put(_ index: UInt16, at offset: Int32) {
        io_uring_buf_ring_add(
            buffers, bytes.base + Int(index) * room, UInt32(room), index,
            io_uring_buf_ring_mask(count), offset)
    }

    func close() {
        ring.close()
        bytes.free()
        head.free()
        sending.deallocate()
    }
}
