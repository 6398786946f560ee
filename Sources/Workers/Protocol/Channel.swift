internal import Glibc

/// One end of the socket between toll and a worker. Messages keep their boundaries.
struct Channel {
    let descriptor: Int32

    /// How a wait for a message ended.
    enum Received: Equatable {
        case message([UInt8])
        /// The other end is gone.
        case closed
        /// Nothing came in time.
        case late
        /// The watched descriptor had something to say first.
        case interrupted
    }

    /// Two ends, close-on-exec.
    static func pair() -> (Channel, Channel)? {
        var ends: [Int32] = [0, 0]
        guard socketpair(AF_UNIX, Int32(SOCK_SEQPACKET.rawValue | SOCK_CLOEXEC.rawValue), 0, &ends) == 0 else {
            return nil
        }
        return (Channel(descriptor: ends[0]), Channel(descriptor: ends[1]))
    }

    /// Sends a message; false when the other end is gone.
    func send(_ message: MessageBuffer) -> Bool {
        while true {
            let sent = Glibc.send(descriptor, message.bytes, message.bytes.count, Int32(MSG_NOSIGNAL))
            if sent == message.bytes.count { return true }
            if sent >= 0 || errno != EINTR { return false }
        }
    }

    /// Waits at most `milliseconds` (negative: for ever) for a message, or until `watched` can be read.
    func receive(within milliseconds: Int32 = -1, watching watched: Int32 = -1) -> Received {
        var polled = [
            pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0),
            pollfd(fd: watched, events: Int16(POLLIN), revents: 0),
        ]
        while true {
            let ready = poll(&polled, 2, milliseconds)
            if ready < 0 {
                if errno == EINTR { continue }
                return .closed
            }
            if ready == 0 { return .late }
            if polled[1].revents != 0 { return .interrupted }
            break
        }
        var buffer = [UInt8](repeating: 0, count: MessageBuffer.limit)
        let count = recv(descriptor, &buffer, buffer.count, 0)
        return count > 0 ? .message(Array(buffer[..<count])) : .closed
    }

    func close() { _ = Glibc.close(descriptor) }
}
