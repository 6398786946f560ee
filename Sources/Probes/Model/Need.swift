internal import Basics
internal import CKernel
internal import Glibc

/// Something that a probe must have. It knows how to look for itself and how to say what is missing.
public struct Need: Sendable {
    /// A few words for the list: "two CPUs". Needs of one name are one need: what a trial of it finds holds for all.
    public let name: String
    private let look: @Sendable (Place) -> Lack?

    /// Why a probe is not run.
    public enum Lack: Sendable, Equatable, CustomStringConvertible {
        /// It is not there.
        case unsupported(String)
        /// Whether it is there could not be found out, now; another time it may be.
        case untried(String)

        /// Why, for a row that is skipped.
        public var reason: String {
            switch self {
            case .unsupported(let reason): reason
            case .untried: description
            }
        }

        /// A sentence that distinguishes the two.
        public var description: String {
            switch self {
            case .unsupported(let reason): "cannot run here: \(reason)"
            case .untried(let reason): "could not be tried: \(reason)"
            }
        }
    }

    /// A need that is looked for each time it is asked for.
    public init(_ name: String, missing look: @escaping @Sendable (Place) -> Lack?) {
        self.name = name
        self.look = look
    }

    /// A need that takes a trial to look for. A process makes it once for each place; but where it could not be made,
    /// it is made again.
    static func tried(_ name: String, by trial: @escaping @Sendable (Place) -> Lack?) -> Need {
        Need(name) { place in Trials.result(of: name, at: place) { trial(place) } }
    }

    /// Why it is not there, or nil when it is.
    public func missing(at place: Place) -> Lack? { look(place) }

    /// A second CPU that this process may run on.
    static let twoCPUs = Need("two CPUs") { place in
        place.otherCPU == nil ? .unsupported("only one CPU may be used here") : nil
    }

    /// An x86-64 processor.
    static let x86 = Need("x86-64") { _ in
        #if arch(x86_64)
            nil
        #else
            .unsupported("x86-64 only")
        #endif
    }

    /// The 32-bit way into the kernel, tried by a child that may die of it.
    static let int80 = Need.tried("int 0x80") { _ in
        #if arch(x86_64)
            let child = k_fork()
            if child == 0 { _exit(k_int80_0(Int(k_nr_getppid_i386)) > 0 ? 0 : 1) }
            guard child > 0 else { return .untried("no child process for the trial: \(Limits.reason(for: -child))") }
            var status: Int32 = 0
            guard waitpid(child, &status, 0) == child else { return .untried("the trial was lost: \(errorText())") }
            return int80Lack(status)
        #else
            return .unsupported("x86-64 only")
        #endif
    }

    /// What it means how the child that tried `int 0x80` ended.
    static func int80Lack(_ status: Int32) -> Lack? {
        guard status != 0 else { return nil }
        // A kernel without the gate answers with a fault, a filter with a signal of its own or an error.
        if k_signalled(status) != 0, ![SIGSEGV, SIGSYS].contains(k_signal(status)) {
            return .untried("the trial was ended by signal \(k_signal(status))")
        }
        return .unsupported("the kernel refuses int 0x80 (built without 32-bit calls, or ia32_emulation=0)")
    }

    /// A clock that the C library reads without entering the kernel.
    static let clockInUserMode = Need.tried("a clock read in user mode") { _ in
        switch k_clock_in_user_mode() {
        case 1: return nil
        case 0:
            let source = textOfFile("/sys/devices/system/clocksource/clocksource0/current_clocksource") ?? ""
            let name = source.split(whereSeparator: \.isWhitespace).first.map { "the clock \($0)" } ?? "the clock"
            return .unsupported("reading \(name) is a system call here")
        case let failure: return .untried("no child under a filter for the trial: \(errorText(of: failure))")
        }
    }

    /// The rights to make namespaces and network devices, to load BPF programs and to pin the kernel's threads.
    static let administration = Need("administration") { _ in
        let names = [(12, "NET_ADMIN"), (13, "NET_RAW"), (21, "SYS_ADMIN"), (23, "SYS_NICE")]
        let line = (textOfFile("/proc/thread-self/status") ?? "").split(separator: "\n").first {
            $0.hasPrefix("CapEff:")
        }
        guard let held = line?.split(whereSeparator: \.isWhitespace).last.flatMap({ UInt64($0, radix: 16) }) else {
            return .untried("this process's capabilities cannot be read")
        }
        let missing = names.filter { held >> UInt64($0.0) & 1 == 0 }.map { "CAP_" + $0.1 }
        return missing.isEmpty ? nil : .unsupported("needs to run as root, with " + missing.joined(separator: ", "))
    }

    /// So much memory for one probe.
    static func memory(_ bytes: @escaping @Sendable (Place) -> Int) -> Need {
        Need("memory") { place in
            let wanted = bytes(place)
            guard wanted > place.memory else { return nil }
            return .unsupported("needs \(wanted >> 20) MiB of memory, \(place.memory >> 20) MiB may be used")
        }
    }
}

extension Need {
    /// Why io_uring cannot be used, found out by making a ring as the rows do; nil where it can.
    public static var noRing: String? {
        do {
            try Ring(.calls, submissions: 8, completions: 16).close()
            return nil
        } catch {
            return "\(error)"
        }
    }
}

extension Probe {
    /// Why it cannot run here, or nil when everything it needs is there.
    public func missing(at place: Place) -> Need.Lack? {
        for need in needs {
            if let lack = need.missing(at: place) { return lack }
        }
        return nil
    }
}
