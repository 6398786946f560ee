internal import CKernel
internal import Glibc
internal import Sampling

/// Entering a namespace and making one, of each kind.
let namespaceProbes: [Probe] =
    NamespaceKind.allCases.map { kind in
        .entering("task.setns.\(kind.rawValue)", "setns into the \(kind.words) that the task is in already") { _ in
            try inNamespace(kind) { own in try .calling(kind.entry(own)) }
        }
    }
    + NamespaceKind.allCases.map { kind in
        // Some ends of a namespace have the kernel wait until every CPU has switched.
        Probe(
            "task.unshare.\(kind.rawValue)", "a \(kind.words) is made and entered, and left by setns, which ends it",
            per: "namespace", net: "making and ending it", does: [.syscalls: 2], isDefault: false
        ) { _ in
            try inNamespace(kind) { own in
                let (make, leave) = (kind.making, kind.entry(own))
                try make.tryOut()
                guard Names.own(kind) != Names.of(own) else { throw Refusal("unshare makes no \(kind.words)") }
                try leave.tryOut()
                return Rig(
                    baseline: { n in for _ in 0..<n { try leave.call() } },
                    loop: { n in
                        for _ in 0..<n {
                            let made = make.make()
                            guard made == 0 else { throw kind.failure(made) }
                            try leave.call()
                        }
                    })
            }
        }
    } + [
        Probe(
            "task.unshare.user", "a process in a user namespace of its own, which ends with it", per: "task",
            net: "making and ending the namespace", does: [.tasksCreated: 1], tasks: 2, isDefault: false
        ) { _ in
            let bare = try BareTask()
            do { try bare.process(k_process_in_user_namespace) } catch {
                bare.free()
                throw Refusal("no user namespace: \(error)")
            }
            return Rig(
                notes: ["task by task: user namespaces lie in one another, and only 32 deep"],
                baseline: { n in for _ in 0..<n { try bare.process() } },
                finish: bare.free,
                loop: { n in for _ in 0..<n { try bare.process(k_process_in_user_namespace) } })
        }
    ]

/// The kinds that a task can enter again and again.
private enum NamespaceKind: String, CaseIterable {
    case uts, ipc, net, mnt, pid, cgroup, time

    var words: String {
        switch self {
        case .uts, .ipc, .pid: "\(rawValue.uppercased()) namespace"
        case .net: "network namespace"
        case .mnt: "mount namespace"
        case .cgroup: "cgroup namespace"
        case .time: "time namespace"
        }
    }

    var flag: Int32 {
        switch self {
        case .uts: Int32(k_uts_namespace)
        case .ipc: Int32(k_ipc_namespace)
        case .net: Int32(k_net_namespace)
        case .mnt: Int32(k_mount_namespace)
        case .pid: Int32(k_pid_namespace)
        case .cgroup: Int32(k_cgroup_namespace)
        case .time: Int32(k_time_namespace)
        }
    }

    /// Where proc has the one in which children will be, which for most kinds is the task's own.
    var file: String {
        let name = self == .pid || self == .time ? rawValue + "_for_children" : rawValue
        return "/proc/thread-self/ns/" + name
    }

    var making: SystemCall { SystemCall("unshare(\(rawValue))", k_nr_unshare, Int(flag)) }

    /// What is to be thrown where one more cannot be made. The kernel ends some kinds later than they are left, and
    /// there may be only so many.
    func failure(_ result: Int) -> any Error {
        let words = "\(making.name): \(errorText(of: result))"
        guard result == -Int(ENOSPC) else { return OperationFailed(words) }
        return Refusal(words + ": those that were left have not ended yet (user.max_\(rawValue)_namespaces)")
    }

    func entry(_ own: Descriptor) -> SystemCall {
        SystemCall("setns(\(rawValue))", k_nr_setns, Int(own.number), Int(flag))
    }
}

/// A row in a namespace that the worker has to itself, so that nothing of the machine's is touched. Without root, that
/// lies in a user namespace of its own.
///
/// A PID namespace has to stay the one that the worker is in, or no other could be made: the kernel allows that only to
/// who has rights over that one.
private func inNamespace(_ kind: NamespaceKind, _ make: (Descriptor) throws -> Rig) throws -> Rig {
    guard exists(kind.file) else { throw Refusal("the kernel has no \(kind.words)s") }
    if kind != .pid {
        if k_unshare(kind.flag) != 0 {
            try enterOwnUsers()
            try kind.making.tryOut()
        }
    }
    return try unwinding { cleanup in
        let own = try cleanup.keep(Descriptor(opening: kind.file, O_RDONLY), Descriptor.close)
        return try make(own).adding(notes: [], finish: cleanup.run)
    }
}

/// The number that identifies a namespace to the kernel.
private enum Names {
    static func of(_ namespace: Descriptor) -> UInt {
        var status = stat()
        return fstat(namespace.number, &status) == 0 ? UInt(status.st_ino) : 0
    }

    static func own(_ kind: NamespaceKind) -> UInt {
        var status = stat()
        return stat(kind.file, &status) == 0 ? UInt(status.st_ino) : 0
    }
}
