internal import Basics
internal import Sampling

/// What all IO models are given to do, byte for byte the same: a driver keeps messages under way on many connections,
/// a server receives each, works on that connection's own state and answers.
///
/// A connection has one message under way at the most, as a client has that waits for its answer.
package struct Workload: Sendable, Equatable {
    /// What a connection is made of.
    package enum Transport: Int, Sendable, CaseIterable {
        /// A pair of connected UNIX stream sockets.
        case socketpair
        /// TCP over the loopback device, without Nagle's delay.
        case tcp
        /// Two pipes.
        case pipes
    }

    /// Connections that are open, N.
    package var connections = 100
    /// Messages under way at once, K: at most one a connection.
    package var inFlight = 10
    /// Bytes of a message, and of its answer: a multiple of 8, at least 24.
    package var messageBytes = 64
    /// Bytes of the connection's state that the work on a message reads and writes: a multiple of 8, at least 8.
    package var workBytes = 256
    /// Nanoseconds of arithmetic that a request asks for besides.
    package var spin = 0
    /// What the connections are made of.
    package var transport = Transport.socketpair
    /// Whether the driver runs on the CPU of the server although there is another. It does unless asked otherwise: with
    /// a CPU of its own it goes to sleep there, and then most of what is measured is waking that CPU.
    package var isShared = true
    /// Seed of the order in which connections get messages, and of what is in them.
    package var seed = 1

    /// The usual workload.
    package init() {}

    /// What of it can be varied.
    static let parameters: [Parameter] = {
        let usual = Workload()
        return [
            Parameter("connections", 1...1_000_000, default: usual.connections, "connections that are open"),
            Parameter(
                "in-flight", 1...1_000_000, default: usual.inFlight,
                "messages under way at once, one per connection at most"),
            Parameter(
                "message", 24...1 << 20, multipleOf: 8, default: usual.messageBytes, isBytes: true,
                "bytes of a message and of its answer"),
            Parameter(
                "work", 8...1 << 20, multipleOf: 8, default: usual.workBytes, isBytes: true,
                "bytes of state that the work on a message reads and writes"),
            Parameter(
                "spin", 0...1_000_000_000, default: usual.spin,
                "nanoseconds of arithmetic that a request asks for besides"),
            Parameter("transport", 0...2, default: usual.transport.rawValue, "0 socketpair, 1 TCP, 2 pipes"),
            Parameter("shared", 0...1, default: 1, "1: the driver shares the server's CPU"),
            Parameter("seed", 0...Int.max, default: usual.seed, "seed of the order and the content of messages"),
        ]
    }()

    /// The workload of such values.
    init(_ values: Values) {
        connections = values["connections"]
        inFlight = min(values["in-flight"], connections)
        messageBytes = values["message"]
        workBytes = values["work"]
        spin = values["spin"]
        transport = Transport(rawValue: values["transport"]) ?? .socketpair
        isShared = values["shared"] == 1
        seed = values["seed"]
    }

    /// The workload in words, for the notes of a row.
    var words: String {
        "\(numbered(connections, "connection")) (\(transport)), \(inFlight) in flight, "
            + "messages of \(messageBytes) bytes, work on \(workBytes) bytes of state"
            + (spin > 0 ? " and \(Format.time(Double(spin))) of arithmetic" : "")
    }
}
