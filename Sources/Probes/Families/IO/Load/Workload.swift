internal import Basics
internal import Counters

/// What all IO models are given to do, byte for byte the same: a driver keeps messages under way on many connections,
/// a server receives each, works on that connection's own state and answers.
///
/// A connection has one message under way at the most, as a client has that waits for its answer.
public struct Workload: Sendable, Equatable {
    /// What a connection is made of.
    public enum Transport: Int, Sendable, CaseIterable {
        /// A pair of connected UNIX stream sockets.
        case socketpair
        /// TCP over the loopback device, without Nagle's delay.
        case tcp
        /// Two pipes.
        case pipes
    }

    /// Connections that are open, N.
    public var connections = 100
    /// Messages under way at once, K: at most one a connection.
    public var inFlight = 10
    /// Bytes of a message, and of its answer: a multiple of 8, at least 24.
    public var messageBytes = 64
    /// Bytes of the connection's state that the work on a message reads and writes: a multiple of 8, at least 8.
    public var workBytes = 256
    /// What the connections are made of.
    public var transport = Transport.socketpair
    /// Whether the driver runs on the CPU of the server although there is another. It does unless asked otherwise: with
    /// a CPU of its own it goes to sleep there, and then most of what is measured is waking that CPU.
    public var isShared = true
    /// Seed of the order in which connections get messages, and of what is in them.
    public var seed = 1

    /// The usual workload.
    public init() {}

    /// The usual workload with some of it set by name.
    ///
    /// - Throws: a `Refusal` that names the parameter which is unknown or out of its range.
    public init(_ parameters: Parameters) throws(Refusal) {
        for (name, value) in parameters.values {
            switch name {
            case "connections": connections = try Parameters.check(name, value, 1...1_000_000)
            case "in-flight": inFlight = try Parameters.check(name, value, 1...1_000_000)
            case "message": messageBytes = try Parameters.check(name, value, 24...65_536, multipleOf: 8)
            case "work": workBytes = try Parameters.check(name, value, 8...1 << 20, multipleOf: 8)
            case "transport":
                transport = Transport(rawValue: try Parameters.check(name, value, 0...2)) ?? .socketpair
            case "shared": isShared = try Parameters.check(name, value, 0...1) == 1
            case "seed": seed = value
            default:
                throw Refusal(
                    "an IO probe has no parameter '\(name)': it takes connections, in-flight, message, work, "
                        + "transport (0 socketpair, 1 tcp, 2 pipes), shared and seed")
            }
        }
        inFlight = min(inFlight, connections)
    }

    /// The workload in words, for the notes of a row.
    var words: String {
        "\(numbered(connections, "connection")) (\(transport)), \(inFlight) in flight, messages of \(messageBytes) bytes, "
            + "work on \(workBytes) bytes of state"
    }
}
