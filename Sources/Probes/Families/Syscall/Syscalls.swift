internal import Basics
internal import CKernel
internal import Glibc
internal import Sampling

/// Entering the kernel and leaving it, with as little as possible between.
let syscallProbes: [Probe] = [
    Probe("syscall.null.raw", "getppid by the instruction itself", per: "call", does: entering) { _ in
        Rig(loop: nullSyscalls)
    },

    Probe("syscall.null.libc", "getppid through the C library", per: "call", does: entering) { _ in
        Rig { n in for _ in 0..<n { _ = getppid() } }
    },

    Probe(
        "syscall.null.seccomp", "getppid under a seccomp filter that allows everything", per: "call", does: entering
    ) { _ in
        let result = k_seccomp_allow_all()
        guard result == 0 else { throw Refusal("cannot install a seccomp filter: \(errorText(of: result))") }
        return Rig(loop: nullSyscalls)
    },

    Probe(
        "syscall.null.int80", "getppid by int 0x80, the way in that 32-bit programs use", per: "call",
        does: entering, needs: [.int80]
    ) { _ in
        #if arch(x86_64)
            Rig(notes: int80Notes(on: .running, isGuest: k_is_guest() != 0, hasFRED: hasFRED())) { n in
                for _ in 0..<n { _ = k_int80_0(Int(k_nr_getppid_i386)) }
            }
        #else
            throw Refusal("x86-64 only")
        #endif
    },

    Probe(
        "syscall.enosys", "a call of a number that is none: the floor of entering", per: "call", does: entering
    ) { _ in
        guard k_syscall0(Int(k_nr_none)) == -Int(ENOSYS) else {
            throw Refusal("the number is taken: the kernel, or a filter, does not answer ENOSYS")
        }
        return Rig { n in for _ in 0..<n { _ = k_syscall0(Int(k_nr_none)) } }
    },

    Probe(
        "syscall.vdso", "clock_gettime in the vDSO: the control that enters no kernel", per: "call",
        does: [.syscalls: 0, .contextSwitches: 0, .pageFaults: 0], needs: [.clockInUserMode]
    ) { _ in
        Rig { n in for _ in 0..<n { k_vdso_call() } }
    },

    Probe("syscall.read", "read of one byte from /dev/zero", per: "call", does: entering) { _ in
        let zero = try Descriptor(opening: "/dev/zero", O_RDONLY)
        return Rig(finish: zero.close) { n in
            var byte: UInt8 = 0
            for _ in 0..<n where k_read1(zero.number, &byte) != 1 { throw OperationFailed("a read of /dev/zero") }
        }
    },

    Probe("syscall.write", "write of one byte to /dev/null", per: "call", does: entering) { _ in
        let null = try Descriptor(opening: "/dev/null", O_WRONLY)
        return Rig(finish: null.close) { n in
            var byte: UInt8 = 0
            for _ in 0..<n where k_write1(null.number, &byte) != 1 { throw OperationFailed("a write to /dev/null") }
        }
    },
]

/// What every call does that goes into the kernel and comes straight back.
private let entering: [Quantity: Double] = [.syscalls: 1, .contextSwitches: 0, .pageFaults: 0]

/// What int 0x80 costs beside entering the kernel. Since Linux 6.7 (and in stable kernels before it that took the
/// change over) the kernel asks the interrupt controller whether somebody injected the interrupt; with FRED it need
/// not (arch/x86/entry, int80_is_external).
func int80Notes(on kernel: KernelRelease, isGuest: Bool, hasFRED: Bool) -> [String] {
    guard isGuest, !hasFRED, kernel.isAtLeast(6, 7) else { return [] }
    return [
        "since Linux 6.7 the kernel reads the APIC on this way in, which as a rule leaves the guest: that costs about "
            + "what machine.trap does, and is in the figure"
    ]
}

private func hasFRED() -> Bool {
    textOfFile("/proc/cpuinfo")?.split(whereSeparator: \.isWhitespace).contains("fred") ?? false
}

/// The loop of the null system call, by name, so that the test that disassembles it can find it.
@inline(never)
func nullSyscalls(_ n: Int) {
    for _ in 0..<n { _ = k_syscall0(Int(k_nr_getppid)) }
}
