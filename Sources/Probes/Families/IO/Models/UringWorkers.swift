internal import CKernel
internal import CUring
internal import Glibc

/// Every receive and every answer is carried out by a worker of the kernel's own pool, on a kernel stack of its own: as
/// near as today's kernel comes to the system calls that the mail was about, made asynchronous by giving each a stack.
///
/// A receive on a socket waits in the kernel's poll until something is there, and goes to a worker then.
final class UringWorkers: IOModel {
    private let service: Service
    private let ring: Ring

    init(_ stage: Stage) throws {
        guard stage.workload.transport != .pipes else { throw Refusal("io_uring's recv wants sockets, not pipes") }
        service = stage.service
        ring = try unwinding { cleanup in
            let ring = try cleanup.keep(
                Ring(.calls, completions: UInt32(2 * stage.workload.inFlight + 1024)), Ring.close)
            try ring.bindWorkers(to: stage.place.cpu)
            return ring
        }
        if let remark = ring.remark { stage.note(remark) }
    }

    func admit(_ connection: UnsafeMutablePointer<Connection>) { receive(connection) }

    func serve(_ n: Int) {
        let (service, ring) = (service, ring)
        var left = n
        // Large answers do not go out at once, and go on only while this thread looks after the ring.
        let isLarge = service.size > Parts.whole
        var sending = 0
        ring.run(while: { left > 0 || sending > 0 }) { tag, result, _ in
            if isLarge, tag & 1 != 0, result == Int32(service.size) {
                sending -= 1
                return true
            }
            let connection = UnsafeMutableRawPointer(bitPattern: UInt(tag & ~1))!.assumingMemoryBound(
                to: Connection.self)
            guard result > 0 else {
                service.fail(connection, Int(result))
                return false
            }
            connection.pointee.filled += Int(result)
            if connection.pointee.filled < service.size {
                receive(connection)
                return true
            }
            connection.pointee.filled = 0
            guard service.work(connection, on: connection.pointee.buffer) else { return false }
            left -= 1
            // The answer, and linked to it the next receive: both by workers, one after the other.
            let entry = ring.next()
            io_uring_prep_send(
                entry, connection.pointee.endpoint.writer, connection.pointee.buffer, service.size,
                Int32(MSG_NOSIGNAL | MSG_WAITALL))
            entry.pointee.flags |= UInt8(u_async | u_io_link)
            if isLarge { sending += 1 } else { entry.pointee.flags |= UInt8(u_cqe_skip_success) }
            entry.pointee.user_data = tag | 1
            receive(connection)
            return true
        }
        _ = io_uring_submit(ring.pointer)
    }

    private func receive(_ connection: UnsafeMutablePointer<Connection>) {
        let entry = ring.next()
        let filled = connection.pointee.filled
        io_uring_prep_recv(
            entry, connection.pointee.endpoint.reader, connection.pointee.buffer + filled, service.size - filled, 0)
        entry.pointee.flags |= UInt8(u_async)
        entry.pointee.user_data = UInt64(UInt(bitPattern: connection))
    }

    func end() { ring.close() }
}
