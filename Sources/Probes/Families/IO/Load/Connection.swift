internal import CKernel
internal import Glibc

/// A connection as the server keeps it: a plain record that no model adds reference counts or locks to.
package struct Connection {
    /// The server's end.
    package var endpoint: Endpoint
    /// The number by which both sides call it.
    let number: UInt32
    /// The sequence number that is due.
    var due: UInt32 = 1
    /// Bytes of the message under way that are here.
    package var filled = 0
    /// Bytes of the answer that have not gone out yet.
    var left = 0
    /// Whether its epoll reports when there is room for them.
    var waitsForRoom = false
    /// Where the message under way lies, and its answer after it.
    package let buffer: UnsafeMutableRawPointer
    /// The state that the work reads and writes.
    let state: UnsafeMutablePointer<UInt64>
}

/// What every model does with a message, and how it reads and writes where it does so itself. All models share this
/// code, so that they differ in nothing but who waits where.
package struct Service: @unchecked Sendable {
    let status: DriverStatus
    /// Bytes of a message.
    package let size: Int
    let stateWords: Int
    /// Arithmetic that a request asks for besides: multiplies, one after the other.
    let spin: Int

    /// What reading a connection gave.
    enum Arrival {
        /// A whole message.
        case message
        /// Less than that, for now.
        case nothing
        /// A message, for the rest of whose answer there is no room yet.
        case full
        /// Its end: noted already.
        case failed
    }

    /// Reads a connection until a message is whole or, where its calls do not wait, nothing is left to be read.
    @inline(__always)
    func receive(_ connection: UnsafeMutablePointer<Connection>) -> Arrival {
        while true {
            let filled = connection.pointee.filled
            let got = k_read(connection.pointee.endpoint.reader, connection.pointee.buffer + filled, size - filled)
            if got == size - filled {
                connection.pointee.filled = 0
                return .message
            }
            if got > 0 {
                connection.pointee.filled += got
            } else if got == -Int(EAGAIN) {
                return .nothing
            } else if got != -Int(EINTR) {
                fail(connection, got)
                return .failed
            }
        }
    }

    /// Verifies the message in `bytes`, does the work and makes the answer of it in its place. False: a fault, noted.
    @inline(__always)
    package func work(_ connection: UnsafeMutablePointer<Connection>, on bytes: UnsafeMutableRawPointer) -> Bool {
        let message = Message(at: bytes, size: size)
        guard message.checksum == message.sum(.request), message.connection == connection.pointee.number,
            message.sequence == connection.pointee.due
        else {
            refuse(bytes, connection)
            return false
        }
        connection.pointee.due &+= 1
        let state = connection.pointee.state
        let key = message.key
        for word in 0..<stateWords { state[word] &+= key }
        calculate()
        message.key = state[stateWords - 1]
        message.checksum = message.sum(.answer)
        return true
    }

    /// The arithmetic that a request asks for besides.
    @inline(__always)
    func calculate() { if spin > 0 { k_sentinel_multiplies(spin) } }

    /// Sends the answer that lies in the connection's buffer, and waits for room where there is none. False: a fault,
    /// noted.
    @inline(__always)
    func send(_ connection: UnsafeMutablePointer<Connection>) -> Bool {
        connection.pointee.left = size
        while true {
            switch push(connection) {
            case .message: return true
            case .full: awaitRoom(connection)
            case .nothing, .failed: return false
            }
        }
    }

    /// Sends what is left of the answer that lies in the connection's buffer, as far as there is room. With a small
    /// message under way there always is.
    @inline(__always)
    func push(_ connection: UnsafeMutablePointer<Connection>) -> Arrival {
        while true {
            let left = connection.pointee.left
            let wrote = k_write(connection.pointee.endpoint.writer, connection.pointee.buffer + size - left, left)
            if wrote == left {
                connection.pointee.left = 0
                return .message
            }
            if wrote > 0 {
                connection.pointee.left -= wrote
            } else if wrote == -Int(EAGAIN) {
                return .full
            } else if wrote != -Int(EINTR) {
                fail(connection, wrote)
                return .failed
            }
        }
    }

    @inline(never)
    private func awaitRoom(_ connection: UnsafeMutablePointer<Connection>) {
        var wanted = pollfd(fd: connection.pointee.endpoint.writer, events: Int16(POLLOUT), revents: 0)
        _ = poll(&wanted, 1, -1)
    }

    /// Goes on where the connection was left: with an answer that waits for room, else with receiving.
    @inline(__always)
    func advance(_ connection: UnsafeMutablePointer<Connection>) -> Arrival {
        if connection.pointee.left == 0 {
            let arrival = receive(connection)
            guard case .message = arrival else { return arrival }
            guard work(connection, on: connection.pointee.buffer) else { return .failed }
            connection.pointee.left = size
        }
        return push(connection)
    }

    /// Receives, works and answers, if a message is here.
    @inline(__always)
    func serve(_ connection: UnsafeMutablePointer<Connection>) -> Arrival {
        let arrival = receive(connection)
        guard case .message = arrival else { return arrival }
        let buffer = connection.pointee.buffer
        return work(connection, on: buffer) && send(connection) ? .message : .failed
    }

    /// Notes what a call on a connection gave instead of bytes: 0 for its end, or a negated error number.
    @inline(never)
    package func fail(_ connection: UnsafeMutablePointer<Connection>, _ result: Int) {
        let isClosed = result == 0 || result == -Int(ECONNRESET) || result == -Int(EPIPE)
        status.note(
            isClosed ? .closed : .refused, by: .server, connection: connection.pointee.number,
            detail: UInt32(truncatingIfNeeded: -result), due: connection.pointee.due)
    }

    /// Notes what is wrong with a message that is not the one that is due.
    @inline(never)
    func refuse(_ bytes: UnsafeMutableRawPointer, _ connection: UnsafeMutablePointer<Connection>) {
        let message = Message(at: bytes, size: size)
        let due = connection.pointee.due
        var fault = Fault.doubled
        var detail = message.sequence
        if message.checksum != message.sum(.request) {
            fault = .altered
        } else if message.connection != connection.pointee.number {
            fault = .misled
            detail = message.connection
        } else if Int32(bitPattern: message.sequence &- due) > 0 {
            fault = .overtaken
        }
        status.note(fault, by: .server, connection: connection.pointee.number, detail: detail, due: due)
    }
}
