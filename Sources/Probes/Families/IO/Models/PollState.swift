internal import Glibc

/// One thread and poll, which gets all connections each time and looks at all of them: how it was done before epoll.
final class PollState: IOModel {
    private let service: Service
    private let connections: UnsafeMutablePointer<Connection>
    private let list: UnsafeMutablePointer<pollfd>
    private let count: Int

    init(_ stage: Stage) {
        service = stage.service
        connections = stage.connections
        count = stage.count
        list = .allocate(capacity: count)
        list.initialize(repeating: pollfd(), count: count)
    }

    func admit(_ connection: UnsafeMutablePointer<Connection>) {
        list[Int(connection.pointee.number)] = pollfd(
            fd: connection.pointee.endpoint.reader, events: Int16(POLLIN), revents: 0)
    }

    func serve(_ n: Int) {
        let (service, connections, list, count) = (service, connections, list, count)
        var left = n
        while left > 0 {
            var ready = Int(poll(list, UInt(count), -1))
            if ready < 0, errno != EINTR { return }
            var index = 0
            while ready > 0 {
                if list[index].revents != 0 {
                    ready -= 1
                    switch service.serve(connections + index) {
                    case .message: left -= 1
                    case .nothing, .full: break
                    case .failed: return
                    }
                }
                index += 1
            }
        }
    }

    func end() { list.deallocate() }
}
