internal import CKernel
internal import Glibc

/// One end of a connection: a socket is read and written by one descriptor, pipes by two.
package struct Endpoint {
    /// The descriptor that is read.
    package var reader: Int32
    /// The descriptor that is written.
    package var writer: Int32

    /// No end at all, where somebody else has taken it over.
    package static var none: Endpoint { Endpoint(reader: -1, writer: -1) }

    /// Closes it, once.
    mutating func close() {
        if reader >= 0 { _ = Glibc.close(reader) }
        if writer >= 0, writer != reader { _ = Glibc.close(writer) }
        (reader, writer) = (-1, -1)
    }

    /// Sets whether a call on it waits.
    func setWaiting(_ isWaiting: Bool) {
        for number in [reader, writer] {
            let flags = fcntl(number, F_GETFL)
            _ = fcntl(number, F_SETFL, isWaiting ? flags & ~O_NONBLOCK : flags | O_NONBLOCK)
        }
    }

    /// Hands it to whoever reads `channel`, and gives up the own copy.
    mutating func send(over channel: Int32) throws {
        let numbers = [reader, writer]
        let result = k_send_descriptors(channel, numbers, writer == reader ? 1 : 2)
        guard result == 0 else { throw Refusal("the driver cannot add a connection: \(errorText(of: result))") }
        close()
    }

    /// Makes connections, one after the other.
    struct Maker: ~Copyable {
        private let transport: Workload.Transport
        private let listener: Int32

        init(_ transport: Workload.Transport) throws {
            self.transport = transport
            listener = transport == .tcp ? k_loopback_listen() : -1
            if transport == .tcp, listener < 0 { throw Maker.refusal(-listener) }
        }

        deinit { if listener >= 0 { _ = Glibc.close(listener) } }

        /// The server's end and the driver's.
        func make() throws -> (server: Endpoint, driver: Endpoint) {
            switch transport {
            case .socketpair:
                var ends: [Int32] = [0, 0]
                guard socketpair(AF_UNIX, Maker.stream | Maker.closeOnExec, 0, &ends) == 0 else {
                    throw Maker.refusal()
                }
                return (Endpoint(reader: ends[0], writer: ends[0]), Endpoint(reader: ends[1], writer: ends[1]))
            case .pipes:
                var (there, back): ([Int32], [Int32]) = ([0, 0], [0, 0])
                guard pipe2(&there, O_CLOEXEC) == 0 else { throw Maker.refusal() }
                guard pipe2(&back, O_CLOEXEC) == 0 else {
                    defer { for end in there { _ = Glibc.close(end) } }
                    throw Maker.refusal()
                }
                return (Endpoint(reader: there[0], writer: back[1]), Endpoint(reader: back[0], writer: there[1]))
            case .tcp:
                return try connect()
            }
        }

        private static let stream = Int32(SOCK_STREAM.rawValue)
        private static let closeOnExec = Int32(SOCK_CLOEXEC.rawValue)

        private static func refusal(_ code: Int32 = errno) -> Refusal { Refusal("no connection: \(errorText(code))") }

        private func connect() throws -> (server: Endpoint, driver: Endpoint) {
            var server: Int32 = -1
            let client = k_loopback_connect(listener, &server)
            guard client >= 0 else { throw Maker.refusal(-client) }
            return (Endpoint(reader: server, writer: server), Endpoint(reader: client, writer: client))
        }
    }
}
