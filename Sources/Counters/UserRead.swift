import Basics
import CKernel
import Glibc

/// How a counter is read.
public enum ReadPath: Hashable, Sendable {
    /// The counter's own register, from user space: rdpmc on x86-64, the PMU's registers on AArch64.
    case userSpace
    /// read(2), for this reason.
    case systemCall(String)
}

/// Reads one event of the calling thread as cheaply as the machine allows.
///
/// The kernel says in a page that it maps whether, and in which register, an event can be read without a system call;
/// on AArch64 `kernel.perf_user_access` must be 1 besides. The count is this thread's alone.
public final class UserReader {
    private let name: String
    private let group: CounterGroup
    private let descriptor: Int32
    private let page: UnsafeMutablePointer<perf_event_mmap_page>?

    /// Opens `event` for user-space reads and starts counting.
    ///
    /// - Throws: the reason why the event cannot be counted at all.
    public init(_ event: CounterEvent) throws(CounterRefusal) {
        var asking = event
        #if arch(arm64)
            // Bit 1 asks the AArch64 driver for user access, bit 0 (not set) for a counter of 64 bits.
            if event.isHardware { asking.config1 |= 2 }
        #endif
        group = try CounterGroup([asking], inherit: false)
        descriptor = group.firstDescriptor
        var mapped: UnsafeMutablePointer<perf_event_mmap_page>?
        _ = k_perf_map(descriptor, &mapped)
        page = mapped
        name = event.name
        group.enable()
    }

    deinit { if let page { k_perf_unmap(page) } }

    /// How ``read()`` reads at this moment. The kernel may change it when it moves the event.
    public var path: ReadPath {
        guard let page else { return .systemCall("the event's page cannot be mapped") }
        let now = k_perf_user_read(page)
        if now.readable { return .userSpace }
        if page.pointee.cap_user_rdpmc == 0 { return .systemCall("the kernel does not offer it for this event") }
        #if arch(arm64)
            if textOfFile("/proc/sys/kernel/perf_user_access")?.trimmed == "0" {
                return .systemCall("kernel.perf_user_access is 0: needs 1")
            }
        #endif
        return .systemCall("the event is on no counter now")
    }

    /// The count so far.
    ///
    /// - Throws: the reason why there is nothing to read.
    public func read() throws(CounterRefusal) -> UInt64 {
        if let page {
            let now = k_perf_user_read(page)
            if now.readable { return userCount(offset: now.offset, raw: now.raw, width: now.width) }
        }
        var value: UInt64 = 0
        let failure = k_perf_value(descriptor, &value)
        if failure < 0 { throw CounterRefusal(name, readRefusal(-failure)) }
        return value
    }
}

private func readRefusal(_ code: Int32) -> String {
    code == EBUSY ? "it did not count all the time: others use its counter" : "cannot be read (\(errorName(code)))"
}

/// The count of an event from its page's offset and its counter's register of `width` bits.
///
/// The kernel presets the register to a negative number, and lowers the offset with it, so the register is
/// sign-extended: the count goes on across the register's wrap-around.
func userCount(offset: Int64, raw: UInt64, width: UInt16) -> UInt64 {
    guard width > 0, width < 64 else { return UInt64(bitPattern: offset) &+ raw }
    let shift = 64 - Int64(width)
    return UInt64(bitPattern: offset &+ (Int64(truncatingIfNeeded: raw) << shift) >> shift)
}
