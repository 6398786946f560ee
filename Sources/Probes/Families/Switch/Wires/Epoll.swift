internal import CKernel

/// A byte through a pipe, whose reader waits in epoll first, as an event loop does.
struct PolledPipe: Wire {
    private let pipe: Pipe
    private let poll: Descriptor

    init() throws {
        (pipe, poll) = try unwinding { cleanup in
            let pipe = try cleanup.keep(Pipe(), Pipe.close)
            return (pipe, try Descriptor(made: k_epoll_for(pipe.reader), orRefuse: "no epoll"))
        }
    }

    @inline(__always)
    func give() -> Int32 { pipe.give() }

    @inline(__always)
    func take() -> Int32 {
        let ready = k_epoll_await(poll.number)
        return ready == 1 ? pipe.take() : ready
    }

    func close() {
        poll.close()
        pipe.close()
    }
}
