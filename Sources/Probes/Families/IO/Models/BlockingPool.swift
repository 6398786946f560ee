internal import CKernel
internal import Glibc

/// A few threads that take ready connections out of one epoll set, one at a time, and serve each with calls that wait.
/// No queue and no lock of their own: the set gives each connection to one thread until that asks again.
final class BlockingPool: IOModel {
    /// Threads in the pool: more than one CPU can use, as pools are that expect calls to wait.
    static let size = 8

    let waits = true
    private(set) var partners: [Partner] = []
    private let set: Descriptor
    private let cpu: Int
    private let service: Service
    /// Closed to end all threads.
    private let bell: Pipe

    init(_ stage: Stage) throws {
        (set, bell) = try unwinding { cleanup in
            let set = try cleanup.keep(Descriptor(made: k_epoll_create(), orRefuse: "no epoll"), Descriptor.close)
            return (set, try Pipe())
        }
        cpu = stage.place.cpu
        service = stage.service
        _ = k_epoll_watch(set.number, bell.reader, Int32(EPOLLIN.rawValue), nil, 0)
    }

    func admit(_ connection: UnsafeMutablePointer<Connection>) throws {
        let result = k_epoll_watch(
            set.number, connection.pointee.endpoint.reader, Int32(k_epoll_once), connection, 0)
        guard result == 0 else { throw Refusal("epoll cannot add a connection: \(errorText(of: result))") }
    }

    func begin() throws {
        let (service, set) = (service, set.number)
        for _ in 0..<BlockingPool.size {
            partners.append(
                try Partner(.thread, on: cpu) {
                    var event = epoll_event()
                    while true {
                        let count = epoll_wait(set, &event, 1, -1)
                        if count < 0, errno == EINTR { continue }
                        guard count == 1, let pointer = event.data.ptr else { return }
                        let connection = pointer.assumingMemoryBound(to: Connection.self)
                        if case .failed = service.serve(connection) { continue }
                        _ = k_epoll_watch(set, connection.pointee.endpoint.reader, Int32(k_epoll_once), connection, 1)
                    }
                })
        }
    }

    func serve(_ n: Int) {}

    func end() {
        close(bell.writer)
        for partner in partners { partner.end() }
        close(bell.reader)
        set.close()
    }
}
