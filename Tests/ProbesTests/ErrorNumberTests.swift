import CKernel
import Glibc
import Testing

@testable import Probes

/// The rule of errors of CKernel: a function that fails returns a negated error number, and whoever calls it needs no
/// `errno`.
@Suite struct ErrorNumberTests {
    /// A descriptor that nobody has.
    private let none: Int32 = -1

    @Test func whatFailsReturnsANegatedErrorNumber() {
        #expect(k_pin(0, 1 << 20) == -EINVAL)
        #expect(k_pin(Int32.max, 0) == -ESRCH)
        var cpu: Int32 = 0
        #expect(k_allowed_cpus(Int32.max, &cpu, 1) == -ESRCH)
        #expect(k_unshare(-1) == -EINVAL)
        #expect(k_enter_namespace(none, 0) == -EBADF)
        #expect(k_epoll_for(none) == -EBADF)
        #expect(k_epoll_await(none) == -EBADF)
        #expect(k_epoll_watch(none, none, 0, nil, 0) == -EBADF)
        #expect(k_send_descriptors(none, [0], 1) == -EBADF)
        #expect(k_receive_descriptors(none, &cpu) == -EBADF)
        #expect(k_read(none, &cpu, 4) == -Int(EBADF))
        #expect(k_write(none, &cpu, 4) == -Int(EBADF))
        #expect(k_loopback_connect(none, &cpu) == -EBADF)
        #expect(k_sysv_remove(none) == -EINVAL)
        #expect(k_sysv_change(none, 1) == -EINVAL)
        #expect(k_queue_signal(getpid(), getpid(), 1000) == -EINVAL)
        #expect(k_speculation(1000) == -ENODEV)
        #expect(k_set_speculation(1000, 0) == -ENODEV)
        #expect(k_frame_round(none) == -EBADF)
        #expect(k_perf_enable(none) == -EBADF)
        #expect([-ESRCH, -EPERM].contains(k_trace_interrupt(Int32.max)))
        #expect(k_detached("no such file system") < 0)
    }

    @Test func memoryThatCannotBeMappedIsNoPointer() {
        var start: UnsafeMutableRawPointer?
        var base: UnsafeMutableRawPointer?
        #expect(k_shared(1 << 62, &start) == -ENOMEM && start == nil)
        #expect(k_private(1 << 62, 4096, &base, &start) == -ENOMEM && start == nil && base == nil)
        #expect(k_perf_map_ring(none, 4096, &start) == -EBADF && start == nil)
    }

    @Test func anErrorNumberReadsAlikeWithEitherSign() {
        #expect(errorText(of: -ENOENT) == errorText(ENOENT))
        #expect(errorText(of: -Int(ENOENT)) == "No such file or directory")
    }

    /// What a wire's read and write come to.
    @Test func aShortCountIsAnErrorToo() {
        #expect(outcome(8, of: 8) == 0)
        #expect(outcome(0, of: 1) == -EPIPE)
        errno = EBADF
        #expect(outcome(-1, of: 1) == -EBADF)
    }
}
