internal import CKernel
internal import Glibc

extension Need {
    /// Pairs of network devices, each served by a kernel thread of its own: tried by a child in a network namespace
    /// that ends with it.
    static let threadedNapi = Need.tried("threaded NAPI") { _ in
        let child = k_fork()
        if child == 0 { _exit(napiTrial()) }
        guard child > 0 else { return .untried("no child process for the trial: \(Limits.reason(for: -child))") }
        var status: Int32 = 0
        guard waitpid(child, &status, 0) == child else { return .untried("the trial was lost: \(errorText())") }
        guard k_signalled(status) == 0 else { return .untried("the trial was ended by a signal") }
        switch status >> 8 & 0xff {
        case 0: return nil
        case napiLacks.veth: return .unsupported("the kernel has no veth devices (its module is missing)")
        case napiLacks.threads: return .unsupported("the kernel has no threaded NAPI (Linux 5.12)")
        default: return .untried("no network namespace for the trial")
        }
    }
}

private let napiLacks: (namespace: Int32, veth: Int32, threads: Int32) = (1, 2, 3)

/// What the child does: what is missing.
private func napiTrial() -> Int32 {
    guard k_unshare(CLONE_NEWNET) == 0 else { return napiLacks.namespace }
    let made = k_veth_make("ta", "tb")
    guard made == 0 else { return made == -EOPNOTSUPP ? napiLacks.veth : napiLacks.namespace }
    let root = k_sysfs_detached()
    guard root >= 0 else { return napiLacks.namespace }
    return faccessat(root, "class/net/ta/threaded", W_OK, 0) == 0 ? 0 : napiLacks.threads
}
