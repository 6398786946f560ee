import Glibc
import Testing

@testable import Probes

/// A limit that is reached is named, and only where it is what the kernel's error may mean.
@Suite struct LimitTests {
    @Test func eachErrorHasItsLimit() {
        #expect(Limits.timer(for: -EAGAIN) == Limits.signals && Limits.signals.hasSuffix("(RLIMIT_SIGPENDING)"))
        #expect(Limits.requests(for: -EAGAIN).hasSuffix(" at once (fs.aio-max-nr)"))
        #expect(Limits.semaphores(for: -ENOSPC).hasSuffix(" in all (kernel.sem)"))
        let words = String(cString: strerror(ENOSYS))
        #expect(Limits.timer(for: -ENOSYS) == words && Limits.requests(for: -ENOSYS) == words)
        #expect(Limits.semaphores(for: -ENOSYS) == words && Limits.rings(for: -ENOSYS) == words)
        #expect(Limits.reason(for: ENOSYS) == words)
    }
}
