internal import CKernel
internal import Glibc

/// One thread, one epoll set, edge-triggered; a connection is a record whose state is how much of its message is here.
final class EpollState: IOModel {
    private let service: Service
    private let loop: EpollLoop

    init(_ stage: Stage) throws {
        service = stage.service
        loop = try EpollLoop()
    }

    func admit(_ connection: UnsafeMutablePointer<Connection>) throws {
        try loop.watch(connection.pointee.endpoint.reader, connection)
    }

    func serve(_ n: Int) {
        let (service, loop) = (service, loop)
        loop.run(n) { pointer in
            let connection = pointer.assumingMemoryBound(to: Connection.self)
            return loop.follow(connection, service.advance(connection), telling: pointer)
        }
    }

    func end() { loop.close() }
}

/// The event loop of the epoll models: they differ in what they do with an event.
struct EpollLoop {
    let set: Descriptor
    let events: UnsafeMutablePointer<epoll_event>
    let capacity: Int32 = 256

    init() throws {
        set = try Descriptor(made: k_epoll_create(), orRefuse: "no epoll")
        events = .allocate(capacity: Int(capacity))
        events.initialize(repeating: epoll_event(), count: Int(capacity))
    }

    /// Tells `pointer` whenever something new is to be read.
    func watch(_ descriptor: Int32, _ pointer: UnsafeMutableRawPointer) throws {
        let result = k_epoll_watch(set.number, descriptor, Int32(k_epoll_edge), pointer, 0)
        guard result == 0 else { throw Refusal("epoll cannot add a connection: \(errorText(of: result))") }
    }

    /// Hands events on until `n` messages have been answered or one has failed.
    @inline(__always)
    func run(_ n: Int, handle: (UnsafeMutableRawPointer) -> Service.Arrival) {
        var left = n
        while left > 0 {
            let count = epoll_wait(set.number, events, capacity, -1)
            if count < 0, errno != EINTR { return }
            for index in 0..<Int(max(count, 0)) {
                switch handle(events[index].data.ptr) {
                case .message: left -= 1
                case .nothing, .full: break
                case .failed: return
                }
            }
        }
    }

    /// Asks for news of room for `pointer` where an answer waits for it, and no longer where none does.
    @inline(__always)
    func follow(
        _ connection: UnsafeMutablePointer<Connection>, _ arrival: Service.Arrival,
        telling pointer: UnsafeMutableRawPointer
    ) -> Service.Arrival {
        let isFull = if case .full = arrival { true } else { false }
        if isFull != connection.pointee.waitsForRoom { watchRoom(connection, isFull, telling: pointer) }
        return arrival
    }

    @inline(never)
    private func watchRoom(
        _ connection: UnsafeMutablePointer<Connection>, _ isWanted: Bool, telling pointer: UnsafeMutableRawPointer
    ) {
        connection.pointee.waitsForRoom = isWanted
        let (reader, writer) = (connection.pointee.endpoint.reader, connection.pointee.endpoint.writer)
        if reader == writer {
            let events = isWanted ? k_epoll_edge | k_epoll_room : k_epoll_edge
            _ = k_epoll_watch(set.number, reader, Int32(events), pointer, 1)
        } else if isWanted {
            _ = k_epoll_watch(set.number, writer, Int32(k_epoll_room), pointer, 0)
        } else {
            _ = k_epoll_forget(set.number, writer)
        }
    }

    func close() {
        set.close()
        events.deallocate()
    }
}
