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
        let service = service
        loop.run(n) { service.serve($0.assumingMemoryBound(to: Connection.self)) }
    }

    func end() { loop.close() }
}

/// The event loop of the epoll models: they differ in what they do with an event.
struct EpollLoop {
    private let set: Descriptor
    private let events: UnsafeMutablePointer<epoll_event>
    private let capacity: Int32 = 256

    init() throws {
        set = try Descriptor(made: k_epoll_create(), orRefuse: "no epoll")
        events = .allocate(capacity: Int(capacity))
        events.initialize(repeating: epoll_event(), count: Int(capacity))
    }

    /// Tells `pointer` whenever something new is to be read.
    func watch(_ descriptor: Int32, _ pointer: UnsafeMutableRawPointer) throws {
        let result = k_epoll_watch(set.number, descriptor, Int32(k_epoll_edge), pointer, 0)
        guard result == 0 else { throw Refusal("epoll takes no connection: \(errorText(of: result))") }
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
                case .nothing: break
                case .failed: return
                }
            }
        }
    }

    func close() {
        set.close()
        events.deallocate()
    }
}
