internal import CKernel
internal import Glibc

/// One thread and epoll, written for this one task with every shortcut that it allows: no call that returns for an
/// event, one buffer for all messages, which stays in the cache, and a single pass over a message that checks it and
/// makes the answer. What does not come or go whole is left to the code that the other models share.
final class EpollDirect: IOModel {
    private let service: Service
    private let loop: EpollLoop
    private let bytes: UnsafeMutableRawPointer

    init(_ stage: Stage) throws {
        service = stage.service
        loop = try EpollLoop()
        bytes = .allocate(byteCount: service.size, alignment: 64)
    }

    func admit(_ connection: UnsafeMutablePointer<Connection>) throws {
        try loop.watch(connection.pointee.endpoint.reader, connection)
    }

    func serve(_ n: Int) {
        let (service, loop, bytes, size) = (service, loop, bytes, service.size)
        let isSmall = size <= Parts.whole
        var left = n
        while left > 0 {
            let count = k_epoll_await_events(loop.set.number, loop.events, loop.capacity)
            if count < 0, count != -Int(EINTR) { return }
            for index in 0..<max(count, 0) {
                let connection = loop.events[index].data.ptr.assumingMemoryBound(to: Connection.self)
                if isSmall, connection.pointee.filled == 0, connection.pointee.left == 0 {
                    let got = k_read(connection.pointee.endpoint.reader, bytes, size)
                    if got == size {
                        guard answer(connection, service) else { return service.refuse(bytes, connection) }
                        let wrote = k_write(connection.pointee.endpoint.writer, bytes, size)
                        if wrote == size {
                            left -= 1
                            continue
                        }
                        memcpy(connection.pointee.buffer, bytes, size)
                        connection.pointee.left = size - max(wrote, 0)
                    } else if got > 0 {
                        memcpy(connection.pointee.buffer, bytes, got)
                        connection.pointee.filled = got
                    }
                }
                // The shared code meets the same end or error again, and notes it.
                switch loop.follow(connection, service.advance(connection), telling: connection) {
                case .message: left -= 1
                case .nothing, .full: break
                case .failed: return
                }
            }
        }
    }

    /// Checks the message, does the work and makes the answer of it. False: it is not the one that is due.
    @inline(__always)
    private func answer(_ connection: UnsafeMutablePointer<Connection>, _ service: Service) -> Bool {
        let message = Message(at: bytes, size: service.size)
        let (state, words, key) = (connection.pointee.state, service.stateWords, message.key)
        for word in 0..<words { state[word] &+= key }
        service.calculate()
        let result = state[words - 1]
        let sums = message.sums(answering: result)
        guard message.checksum == sums.request, message.connection == connection.pointee.number,
            message.sequence == connection.pointee.due
        else { return false }
        connection.pointee.due &+= 1
        message.key = result
        message.checksum = sums.answer
        return true
    }

    func end() {
        loop.close()
        bytes.deallocate()
    }
}
