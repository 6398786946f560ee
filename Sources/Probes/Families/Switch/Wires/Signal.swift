internal import CKernel
internal import Glibc

/// A queued signal, as sigqueue sends it, that its receiver takes with sigwaitinfo: no handler ever runs. It is sent
/// to one thread, since a process could have any of its threads take it.
final class Signal: Wire {
    private let signal: Int32
    /// Whom it goes to: the task that made the wire, until another is named.
    var receiver = (process: getpid(), task: k_gettid())

    init(_ use: WireUse) throws {
        signal = k_first_free_signal() + use.rawValue
        let result = k_block_signal(signal)
        guard result == 0 else { throw Refusal("signal \(signal) cannot be blocked: \(errorText(of: result))") }
    }

    @inline(__always)
    func give() -> Int32 { k_queue_signal(receiver.process, receiver.task, signal) }

    @inline(__always)
    func take() -> Int32 {
        let taken = k_await_signal(signal)
        return taken == signal ? 0 : taken
    }

    func close() { k_unblock_signal(signal) }
}

/// Both sides queue a signal for the other and wait for their own.
func signalSwitch(_ kind: Partner.Kind, at place: Place) throws -> Rig {
    try wireSwitch(kind, at: place, by: Signal.init) { there, partner in
        there.receiver = (partner.process, partner.task)
    }
}
