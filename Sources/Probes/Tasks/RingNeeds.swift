internal import Basics
internal import CUring
internal import Glibc

extension Need {
    /// io_uring, tried by making a ring.
    static let ring = Need.tried("io_uring") { _ in features().lack }

    /// Requests whose success posts no completion, which keep the one who made them asleep.
    static let ringSkip = Need.tried("io_uring's silent success") { _ in
        let (bits, lack) = features()
        if let lack { return lack }
        return bits & UInt32(IORING_FEAT_CQE_SKIP) != 0
            ? nil : .unsupported("io_uring has no IOSQE_CQE_SKIP_SUCCESS before Linux 5.17")
    }

    /// What the kernel's io_uring can do, or why there is none.
    private static func features() -> (bits: UInt32, lack: Lack?) {
        var ring = io_uring()
        var parameters = io_uring_params()
        let result = io_uring_queue_init_params(2, &ring, &parameters)
        guard result == 0 else { return (0, lack(result)) }
        io_uring_queue_exit(&ring)
        return (parameters.features, nil)
    }

    private static func lack(_ result: Int32) -> Lack {
        switch result {
        case -ENOSYS: return .unsupported("the kernel is built without io_uring, or a filter refuses it")
        case -EPERM:
            let level = (textOfFile("/proc/sys/kernel/io_uring_disabled") ?? "").prefix { $0.isNumber }
            return .unsupported(
                level.isEmpty || level == "0"
                    ? "io_uring is not permitted: a filter refuses it" : "kernel.io_uring_disabled is \(level)")
        case -ENOMEM, -EMFILE, -ENFILE: return .untried("no ring for the trial: \(Limits.rings(for: result))")
        default: return .unsupported("no io_uring: \(errorText(of: result))")
        }
    }
}
