internal import CKernel
internal import Glibc

/// A namespace that the calling thread has to itself, and whatever it makes from then on. It ends with its last task
/// and descriptor, whatever ends those.
struct Namespace {
    enum Kind: String { case ipc, net }

    private let kind: Kind
    private let outside: Descriptor

    /// Enters a new namespace.
    ///
    /// - Throws: a `Refusal` where that is not allowed.
    init(_ kind: Kind) throws {
        self.kind = kind
        outside = try Descriptor(opening: "/proc/thread-self/ns/\(kind)", O_RDONLY)
        let result = k_unshare(Namespace.flag(kind))
        guard result == 0 else {
            outside.close()
            throw Refusal("no \(kind) namespace of one's own: \(errorText(of: result))")
        }
    }

    /// Goes back to where the thread came from.
    func leave() {
        _ = k_enter_namespace(outside.number, Namespace.flag(kind))
        outside.close()
    }

    private static func flag(_ kind: Kind) -> Int32 {
        Int32(kind == .ipc ? k_ipc_namespace : k_net_namespace)
    }
}

/// Puts this process into a user namespace of its own, which ends with it. There it has the rights that making PID
/// namespaces takes, and outside it no more than before. The kernel lets only a process of one thread do so.
///
/// - Throws: a `Refusal` where that is not allowed.
func enterOwnUsers() throws {
    let result = k_unshare(Int32(k_user_namespace))
    guard result == 0 else {
        let reason = result == -ENOSPC ? "no more are allowed (user.max_user_namespaces)" : errorText(of: result)
        throw Refusal("needs root, or a user namespace of one's own: \(reason)")
    }
}

/// A process that does one thing when it is dismissed, or when its maker has died, however suddenly. It is for what
/// the kernel would keep for ever; where a namespace or a descriptor can hold a thing, those are better.
///
/// It leads a session of its own and blocks all signals, so that neither a terminal nor whoever stops all of toll's
/// processes ends it first.
final class Caretaker {
    private let process: Int32
    private let pipe: Pipe

    /// Makes one. `undo` runs in a forked child: it may call the kernel and nothing else.
    init(undo: @escaping () -> Void) throws {
        pipe = try Pipe()
        process = k_fork()
        guard process >= 0 else {
            pipe.close()
            throw Refusal("no caretaker process: \(Limits.reason(for: -process))")
        }
        if process == 0 {
            k_block_signals()
            setsid()
            var byte: UInt8 = 0
            if k_keep_only(pipe.reader) == 0 { _ = k_read1(0, &byte) }
            undo()
            _exit(0)
        }
    }

    /// Has it do its work, and waits for it.
    func dismiss() {
        _ = pipe.give()
        waitpid(process, nil, 0)
        pipe.close()
    }
}
