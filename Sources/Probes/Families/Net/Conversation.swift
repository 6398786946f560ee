internal import CKernel
internal import Glibc

/// By what messages go.
enum Transport: String, CaseIterable {
    case tcp, udp
    case unixStream = "unix.stream"
    case unixDatagram = "unix.datagram"

    var words: String {
        switch self {
        case .tcp: "TCP on 127.0.0.1"
        case .udp: "UDP on 127.0.0.1"
        case .unixStream: "UNIX stream sockets"
        case .unixDatagram: "UNIX datagram sockets"
        }
    }

    /// Whether a message that is read is one that was written.
    var keepsBounds: Bool { self == .udp || self == .unixDatagram }

    /// Whether it needs an address.
    var needsNetwork: Bool { self == .tcp || self == .udp }

    /// What the reader should know of it.
    var notes: [String] {
        self == .unixStream
            ? ["taking a message wakes its sender too, who waits for the answer: up to two switches a hop"] : []
    }

    /// The longest message, in bytes: what is left of 64 KiB by the headers of IP and UDP.
    var most: Int { self == .udp ? 65_507 : 65_536 }
}

/// Two sockets that are connected with each other, for messages of one size.
final class Conversation {
    let near: Int32
    let far: Int32
    private let bytes: Int
    private let keepsBounds: Bool
    private let outgoing: UnsafeMutablePointer<UInt8>
    private let incoming: UnsafeMutablePointer<UInt8>
    /// Whose turn it is, where one task holds both ends.
    private var isReturning = false
    private var isOpen = true

    init(_ transport: Transport, _ bytes: Int) throws {
        var ends: [Int32] = [-1, -1]
        let result: Int32 =
            switch transport {
            case .tcp: k_tcp_pair(&ends)
            case .udp: k_udp_pair(&ends)
            case .unixStream: k_unix_pair(1, &ends)
            case .unixDatagram: k_unix_pair(0, &ends)
            }
        guard result == 0 else { throw Refusal("no \(transport.words): \(errorText(of: result))") }
        (near, far, self.bytes) = (ends[0], ends[1], bytes)
        keepsBounds = transport.keepsBounds
        // Twice as much as a message: the kernel counts what it keeps beside the bytes.
        for end in ends where bytes > 4096 { k_room_for(end, Int32(4 * bytes)) }
        outgoing = .allocate(capacity: bytes)
        outgoing.initialize(repeating: 1, count: bytes)
        incoming = .allocate(capacity: bytes)
        incoming.initialize(repeating: 0, count: bytes)
    }

    /// Sends a message in at one end: 0, or a negated error number.
    @inline(__always)
    func give(at end: Int32) -> Int32 { whole { write(end, outgoing + $0, bytes - $0) } }

    /// Takes a message out at one end, once it is there: 0, or a negated error number.
    @inline(__always)
    func take(at end: Int32) -> Int32 { whole { read(end, incoming + $0, bytes - $0) } }

    /// Moves a message, from so many of its bytes on, until all have gone: 0, or a negated error number. One that keeps
    /// its bounds goes at once.
    @inline(__always)
    private func whole(_ move: (Int) -> Int) -> Int32 {
        var moved = 0
        repeat {
            let count = move(moved)
            guard count > 0 else { return count < 0 ? -errno : -EPIPE }
            moved += count
            if keepsBounds { return moved == bytes ? 0 : -EMSGSIZE }
        } while moved < bytes
        return 0
    }

    /// Sends one message, by the ends in turn.
    @inline(__always)
    func giveInTurn() -> Int32 { give(at: isReturning ? far : near) }

    /// Takes that message.
    @inline(__always)
    func takeInTurn() -> Int32 {
        let result = take(at: isReturning ? near : far)
        isReturning.toggle()
        return result
    }

    func close() {
        guard isOpen else { return }
        isOpen = false
        _ = Glibc.close(near)
        _ = Glibc.close(far)
        outgoing.deallocate()
        incoming.deallocate()
    }
}

/// One direction of a conversation. That of one task with itself goes both ways in turn, as that of two does.
struct ConversationWire: Wire {
    let line: Conversation
    let use: WireUse

    @inline(__always)
    func give() -> Int32 {
        switch use {
        case .there: line.give(at: line.near)
        case .back: line.give(at: line.far)
        case .own: line.giveInTurn()
        }
    }

    @inline(__always)
    func take() -> Int32 {
        switch use {
        case .there: line.take(at: line.far)
        case .back: line.take(at: line.near)
        case .own: line.takeInTurn()
        }
    }

    func close() { line.close() }
}
