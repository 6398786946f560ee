internal import CKernel

/// A byte through a pipe, whose reader waits in epoll first, as an event loop does.
struct PolledPipe: Wire {
    private let pipe: Pipe
    private let poll: Descriptor

    init() throws {
        pipe = try Pipe()
        poll = Descriptor(k_epoll_for(pipe.reader))
        guard poll.number >= 0 else { throw Refusal("no epoll: \(errorText())") }
    }

    @inline(__always)
    func give() -> Bool { pipe.give() }

    @inline(__always)
    func take() -> Bool { k_epoll_await(poll.number) == 1 && pipe.take() }

    func close() {
        poll.close()
        pipe.close()
    }
}
