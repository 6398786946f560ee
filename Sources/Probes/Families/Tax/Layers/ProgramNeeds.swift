internal import Basics
internal import CKernel
internal import Glibc

extension Need {
    /// The right to load BPF programs, and a kernel that takes them.
    static let programs = Need.tried("BPF programs") { _ in
        var words: UnsafeMutablePointer<UInt64>?
        let map = k_bpf_words(1, &words)
        guard map >= 0 else {
            switch -map {
            case EPERM, EACCES: return .unsupported("BPF is refused: needs root (CAP_BPF and CAP_PERFMON)")
            case ENOSYS: return .unsupported("the kernel has no bpf(2)")
            case EINVAL: return .unsupported("the kernel has no BPF maps in a process's memory (Linux 5.5)")
            default: return .untried("no BPF map: \(errorText(of: map))")
            }
        }
        munmap(words, 8)
        close(map)
        return nil
    }

    /// The tracepoint that every system call passes.
    static let entries = Need("the tracepoint of entries") { _ in
        do {
            _ = try entriesTracepoint()
            return nil
        } catch {
            return .unsupported("\(error)")
        }
    }

    /// A kernel that describes its own functions (BTF).
    static let describedKernel = Need("BTF") { _ in
        exists("/sys/kernel/btf/vmlinux")
            ? nil : .unsupported("the kernel does not describe itself (no /sys/kernel/btf/vmlinux)")
    }

    /// A kernel that has BPF programs run at one end of its own functions: tried with one that does nothing.
    static func programs(at end: Int32, of call: Twins.Call) -> Need {
        .tried("BPF programs at the \(end == Int32(k_bpf_at_entry) ? "entry" : "exit") of functions") { _ in
            guard let function = try? Layer.numberOfFunction(call) else {
                return .unsupported("the kernel's BTF does not describe the function of \(call.name)")
            }
            return functionLack(k_bpf_try_function(end, function), lockdown: lockdown())
        }
    }

    /// What the result of that trial means, where the kernel is locked down so far.
    static func functionLack(_ result: Int32, lockdown: String?) -> Lack? {
        let text = "\(errorText(of: result))"
        switch -result {
        case ...0: return nil
        case EPERM, EACCES:
            let remark = remark(onLockdown: lockdown)
            return .unsupported("the kernel refuses BPF programs at its own functions: \(text)\(remark)")
        case EINVAL, ENOENT, ENODEV, EOPNOTSUPP:
            return .unsupported("the kernel has no BPF programs at its own functions: \(text)")
        default: return .untried("a BPF program at a function of the kernel's: \(text)")
        }
    }

    /// A program at the entry of a kernel's function: by a kprobe where there are any, by the trampoline elsewhere.
    static func hook(at call: Twins.Call) -> Need {
        let kprobes = probes("kprobe")
        let trampoline = [describedKernel, programs(at: Int32(k_bpf_at_entry), of: call)]
        return Need("a program at a function") { place in
            if kprobes.missing(at: place) == nil { return nil }
            return trampoline.lazy.compactMap { $0.missing(at: place) }.first
        }
    }

    /// What is to be added to an error, where that may be why.
    static func remark(onLockdown state: String?) -> String { state.map { "; it is locked down (\($0))" } ?? "" }

    /// How far the kernel is locked down (kernel_lockdown(7)), where it is and where that can be read.
    static func lockdown() -> String? {
        let root = k_detached("securityfs")
        guard root >= 0 else { return lockdown(textOfFile("/sys/kernel/security/lockdown")) }
        defer { close(root) }
        let file = k_openat(root, "lockdown", O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { return nil }
        defer { close(file) }
        return lockdown(textOfFile("/proc/self/fd/\(file)"))
    }

    /// The state that the file has in brackets; nil for none.
    static func lockdown(_ text: String?) -> String? {
        guard let text, let start = text.firstIndex(of: "["), let end = text[start...].firstIndex(of: "]") else {
            return nil
        }
        let state = String(text[text.index(after: start)..<end])
        return state == "none" ? nil : state
    }

    /// Probes of a kind: kprobe or uprobe.
    static func probes(_ kind: String) -> Need {
        Need("\(kind)s") { _ in
            exists("/sys/bus/event_source/devices/\(kind)/type")
                ? nil : .unsupported("the kernel has no events for \(kind)s (CONFIG_\(kind.uppercased())_EVENTS)")
        }
    }
}

/// The number that the kernel gives to events of probes of a kind.
func numberOfProbes(_ kind: String) throws -> UInt32 {
    let path = "/sys/bus/event_source/devices/\(kind)/type"
    guard let number = textOfFile(path).flatMap({ UInt32($0.trimmed) }) else {
        throw Refusal("\(path) cannot be read")
    }
    return number
}

/// The file that the function to be probed was loaded from, and where in it the function is.
func placeOfProbed() throws -> (path: String, offset: UInt64) {
    let function: @convention(c) () -> Void = k_probed
    let address = UInt64(UInt(bitPattern: unsafeBitCast(function, to: UnsafeRawPointer.self)))
    // A line of proc_pid_maps(5): start-end, rights, offset, device, inode, path.
    for line in (textOfFile("/proc/self/maps") ?? "").split(separator: "\n") {
        let fields = line.split(separator: " ", maxSplits: 5, omittingEmptySubsequences: true)
        let ends = fields.first?.split(separator: "-").compactMap { UInt64($0, radix: 16) } ?? []
        guard ends.count == 2, fields.count == 6, (ends[0]..<ends[1]).contains(address),
            let offset = UInt64(fields[2], radix: 16)
        else { continue }
        return (String(fields[5]).trimmed, address - ends[0] + offset)
    }
    throw Refusal("proc does not say where the function was loaded from")
}
