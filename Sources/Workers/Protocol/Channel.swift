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
        /// Who was to answer, or one whom he needs, is dead.
        case dead
        /// The kernel refuses the call, as it does under a filter.
        case refused(call: String, code: Int32)
    }

    /// Two ends, close-on-exec.
    static func pair() -> (Channel, Channel)? {
        var ends: [Int32] = [0, 0]
        guard socketpair(AF_UNIX, Int32(SOCK_SEQPACKET.rawValue | SOCK_CLOEXEC.rawValue), 0, &ends) == 0 else {
            return nil
        }
        return (Channel(descriptor: ends[0]), Channel(descriptor: ends[1]))
    }

    /// Sends a message. 0, or the error number where it did not go.
    func send(_ message: MessageBuffer) -> Int32 {
        while true {
            let sent = Glibc.send(descriptor, message.bytes, message.bytes.count, Int32(MSG_NOSIGNAL))
            if sent == message.bytes.count { return 0 }
            if sent >= 0 { return EMSGSIZE }
            if errno != EINTR { return errno }
        }
    }

    /// Whether the other end has been closed.
    var isClosed: Bool {
        var polled = pollfd(fd: descriptor, events: 0, revents: 0)
        return poll(&polled, 1, 0) == 1 && polled.revents & Int16(POLLHUP) != 0
    }

    /// Waits at most `milliseconds` (negative: for ever) for a message, or until `watched` can be read.
    ///
    /// The wait is made of short ones, of which each counts for no more than it was to last: while all processes of a
    /// run are frozen, its deadlines stand still too. After each it is asked whether anybody is dead whose answer would
    /// never come.
    func receive(
        within milliseconds: Int32 = -1, watching watched: Int32 = -1, isDead: () -> Bool = { false }
    ) -> Received {
        var polled = [
            pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0),
            pollfd(fd: watched, events: Int16(POLLIN), revents: 0),
        ]
        var left = milliseconds
        while true {
            let slice = milliseconds < 0 ? -1 : min(left, Channel.slice)
            let ready = poll(&polled, 2, slice)
            if ready < 0, errno != EINTR { return .refused(call: "poll", code: errno) }
            if ready > 0, polled[1].revents != 0 { return .interrupted }
            if ready > 0 { return next(waiting: true) }
            if ready == 0 { left -= slice }
            if ready == 0, milliseconds >= 0, isDead() {
                // Its last word may have come in between.
                let last = next(waiting: false)
                return last == .closed ? .dead : last
            }
            if milliseconds >= 0, left <= 0 { return .late }
        }
    }

    /// Milliseconds of one of the short waits.
    private static let slice: Int32 = 100

    private func next(waiting: Bool) -> Received {
        var buffer = [UInt8](repeating: 0, count: MessageBuffer.limit)
        while true {
            let count = recv(descriptor, &buffer, buffer.count, waiting ? 0 : Int32(MSG_DONTWAIT))
            if count > 0 { return .message(Array(buffer[..<count])) }
            if count < 0, errno == EINTR { continue }
            // A worker that died in the middle of a message resets the connection.
            if count < 0, ![EAGAIN, ECONNRESET].contains(errno) { return .refused(call: "recvfrom", code: errno) }
            return .closed
        }
    }

    func close() { _ = Glibc.close(descriptor) }
}
