internal import Basics
internal import CKernel
internal import Counters
internal import Glibc

/// Something that a probe must have. It knows how to look for itself and how to say what is missing.
public struct Need: Sendable {
    /// A few words for the list: "two CPUs".
    public let name: String
    /// Why it is not there, or nil when it is.
    public let missing: @Sendable (Place) -> String?

    /// A need of one's own.
    public init(_ name: String, missing: @escaping @Sendable (Place) -> String?) {
        self.name = name
        self.missing = missing
    }

    /// A second CPU that this process may run on.
    public static let twoCPUs = Need("two CPUs") { place in
        place.otherCPU == nil ? "only one CPU may be used here" : nil
    }

    /// An x86-64 processor.
    public static let x86 = Need("x86-64") { _ in
        #if arch(x86_64)
            nil
        #else
            "x86-64 only"
        #endif
    }

    /// The 32-bit way into the kernel, tried by a child that may die of it.
    public static let int80 = Need("int 0x80") { _ in
        #if arch(x86_64)
            let child = k_fork()
            if child == 0 { _exit(k_int80_0(Int(k_nr_getppid_i386)) > 0 ? 0 : 1) }
            guard child > 0 else { return "no child process for the trial: \(errorText(of: child))" }
            var status: Int32 = 0
            guard waitpid(child, &status, 0) == child else { return "the trial was lost: \(errorText())" }
            return status == 0 ? nil : "the kernel refuses int 0x80 (built without 32-bit calls, or ia32_emulation=0)"
        #else
            return "x86-64 only"
        #endif
    }

    /// The rights to make namespaces and network devices, to load BPF programs and to pin the kernel's threads.
    public static let administration = Need("administration") { _ in
        let names = [(12, "NET_ADMIN"), (13, "NET_RAW"), (21, "SYS_ADMIN"), (23, "SYS_NICE")]
        let line = (textOfFile("/proc/thread-self/status") ?? "").split(separator: "\n").first {
            $0.hasPrefix("CapEff:")
        }
        guard let held = line?.split(whereSeparator: \.isWhitespace).last.flatMap({ UInt64($0, radix: 16) }) else {
            return "this process's capabilities cannot be read"
        }
        let missing = names.filter { held >> UInt64($0.0) & 1 == 0 }.map { "CAP_" + $0.1 }
        return missing.isEmpty ? nil : "needs to run as root, with " + missing.joined(separator: ", ")
    }

    /// So much memory for one probe.
    public static func memory(_ bytes: @escaping @Sendable (Place) -> Int) -> Need {
        Need("memory") { place in
            let wanted = bytes(place)
            guard wanted > place.memory else { return nil }
            return "needs \(wanted >> 20) MiB of memory, \(place.memory >> 20) MiB may be used"
        }
    }
}

extension Probe {
    /// Why it cannot run here, or nil when everything it needs is there.
    public func missing(at place: Place) -> String? {
        for need in needs {
            if let reason = need.missing(place) { return reason }
        }
        return nil
    }
}
