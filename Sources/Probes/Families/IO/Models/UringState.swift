/// One thread, io_uring, a record a connection: the kernel receives by itself and says what came, answers go in with
/// the next call.
final class UringState: IOModel {
    private let uring: UringService
    /// Whether a kernel thread on another CPU takes the submissions, and completions are waited for without a call.
    private let isPolled: Bool

    init(_ stage: Stage, _ mode: Ring.Mode = .calls) throws {
        uring = try UringService(stage, mode)
        isPolled = mode != .calls && stage.isApart
    }

    func admit(_ connection: UnsafeMutablePointer<Connection>) { uring.watch(connection, tag: connection) }

    func serve(_ n: Int) {
        let uring = uring
        uring.run(n, spins: isPolled) { tag, result, flags in
            uring.take(tag.assumingMemoryBound(to: Connection.self), tag: tag, result: result, flags: flags)
        }
    }

    func end() { uring.close() }
}
