internal import CAio
internal import Glibc

/// One thread and Linux's own asynchronous I/O: a poll request a connection through libaio, submitted again after each
/// message. The kernel takes those of all messages at hand in one call.
final class AioState: IOModel {
    private let service: Service
    private var context: io_context_t?
    private let requests: UnsafeMutablePointer<iocb>
    /// The requests to be submitted next.
    private let pending: UnsafeMutablePointer<UnsafeMutablePointer<iocb>?>
    private let events: UnsafeMutablePointer<io_event>
    private var waiting = 0
    private let capacity = 256

    init(_ stage: Stage) throws {
        service = stage.service
        let result = io_setup(Int32(max(stage.count, capacity)), &context)
        guard result == 0 else { throw Refusal("no asynchronous I/O: \(Limits.requests(for: result))") }
        requests = .allocate(capacity: stage.count)
        requests.initialize(repeating: iocb(), count: stage.count)
        pending = .allocate(capacity: stage.count)
        pending.initialize(repeating: nil, count: stage.count)
        events = .allocate(capacity: capacity)
        events.initialize(repeating: io_event(), count: capacity)
    }

    func admit(_ connection: UnsafeMutablePointer<Connection>) {
        let request = requests + Int(connection.pointee.number)
        io_prep_poll(request, connection.pointee.endpoint.reader, POLLIN)
        request.pointee.data = UnsafeMutableRawPointer(connection)
        pending[waiting] = request
        waiting += 1
    }

    func begin() throws {
        let result = submit(waiting)
        guard result == 0 else { throw Refusal("cannot submit a poll request: \(errorText(of: result))") }
        waiting = 0
    }

    func serve(_ n: Int) {
        let (service, pending, events, capacity) = (service, pending, events, capacity)
        var left = n
        while left > 0 {
            let count = Int(io_getevents(context, 1, capacity, events, nil))
            if count < 0, count != -Int(EINTR) { return }
            var again = 0
            for index in 0..<max(count, 0) {
                let connection = events[index].data.assumingMemoryBound(to: Connection.self)
                switch service.serve(connection) {
                case .message: left -= 1
                case .nothing, .full: break
                case .failed: return
                }
                pending[again] = events[index].obj
                again += 1
            }
            guard submit(again) == 0 else { return }
        }
    }

    /// 0, or a negated error number.
    private func submit(_ count: Int) -> Int32 {
        var done = 0
        while done < count {
            let taken = io_submit(context, count - done, pending + done)
            if taken < 0, taken != -EINTR, taken != -EAGAIN { return taken }
            done += Int(max(taken, 0))
        }
        return 0
    }

    func end() {
        io_destroy(context)
        requests.deallocate()
        pending.deallocate()
        events.deallocate()
    }
}
