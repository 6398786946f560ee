internal import Basics
internal import CKernel
internal import Counters
internal import Glibc

/// Two network devices, each the other's wire, between which one frame goes to and fro without ever leaving the kernel.
///
/// Everything hangs on the descriptors that this holds: they keep the network namespace alive, which no other process
/// can see, and with the last of them it ends, devices and threads included, however the worker ends.
final class FrameLoop {
    /// The two kernel threads that handle the frames, or none where softirqs do.
    let threads: [Participant]

    private let hops: Descriptor
    private let program: Descriptor
    private let socket: Descriptor

    /// Makes the devices in the calling thread's network namespace.
    ///
    /// - Parameters:
    ///   - cpu: where the kernel threads are to run, each with its own device; nil for softirqs, which run wherever the
    ///     sender is.
    ///   - cleanup: ends it all.
    init(named prefix: String, threadsOn cpu: Int?, _ cleanup: Cleanup) throws {
        let names = [prefix + "a", prefix + "b"]
        let made = k_veth_make(names[0], names[1])
        guard made == 0 else { throw Refusal("no pair of devices: \(errorText(of: made))") }
        let devices = names.map { Int32(if_nametoindex($0)) }
        hops = try cleanup.keep(Descriptor(made: k_bpf_number(), orRefuse: "no BPF map"), Descriptor.close)
        program = try Descriptor(
            made: k_bpf_return_to_sender(hops.number), orRefuse: "the kernel does not take the BPF program")
        cleanup.add(program.close)
        for device in devices {
            let link = try Descriptor(
                made: k_bpf_attach(program.number, device), orRefuse: "the BPF program cannot be attached")
            cleanup.add(link.close)
            let up = k_link_up(device)
            guard up == 0 else { throw Refusal("a device stays down: \(errorText(of: up))") }
        }
        socket = try Descriptor(
            made: k_frame_socket(devices[0], FrameLoop.patience), orRefuse: "no socket for raw frames")
        cleanup.add(socket.close)
        guard let cpu else {
            threads = []
            return
        }
        for name in names { try FrameLoop.useThread(device: name) }
        threads = try names.map { try FrameLoop.thread(of: $0) }
        for thread in threads {
            let pinned = k_pin(thread.task, Int32(cpu))
            guard pinned == 0 else { throw Refusal("a kernel thread cannot be pinned: \(errorText(of: pinned))") }
        }
    }

    /// Has one frame make so many hops, an even number, while the caller sleeps.
    func run(hops count: Int) throws {
        guard count > 0 else { return }
        // The last arrival is let through to the caller, and needs no count.
        var result = k_bpf_set(hops.number, UInt64(count - 1))
        if result == 0 { result = k_frame_round(socket.number) }
        if result == -EAGAIN, isUnderWay() {
            throw Refusal(
                "a frame that was to make \(count) hops between two devices was still under way after "
                    + "\(FrameLoop.patience) s: other tasks have the CPU")
        }
        guard result == 0 else { throw OperationFailed("a frame between two devices: \(errorText(of: result))") }
        var left: UInt64 = 0
        guard k_bpf_get(hops.number, &left) == 0, left == 0 else {
            throw OperationFailed("the frame came back with \(left) hops to go")
        }
    }

    /// Whether the frame goes on making hops, or what it still had to make comes to an end: it is slow then, not lost.
    private func isUnderWay() -> Bool {
        var (before, now): (UInt64, UInt64) = (0, 0)
        guard k_bpf_get(hops.number, &before) == 0 else { return false }
        let end = Clock.raw() + 3_000_000_000
        repeat {
            usleep(10_000)
            guard k_bpf_get(hops.number, &now) == 0 else { return false }
        } while now == before && now > 0 && Clock.raw() < end
        return now < before
    }

    /// Seconds after which a frame counts as lost.
    private static let patience = 10

    /// Has the kernel handle a device's frames in a thread instead of in softirqs (Linux 5.12).
    private static func useThread(device: String) throws {
        let root = try Descriptor(made: k_sysfs_detached(), orRefuse: "no sysfs of the namespace")
        defer { root.close() }
        let file = openat(root.number, "class/net/\(device)/threaded", O_WRONLY | O_CLOEXEC)
        guard file >= 0 else { throw Refusal("the kernel has no threaded NAPI: \(errorText())") }
        defer { Glibc.close(file) }
        guard write(file, "1", 1) == 1 else { throw Refusal("threaded NAPI is refused: \(errorText())") }
    }

    /// The thread of a device, by the name that the kernel gives it.
    private static func thread(of device: String) throws -> Participant {
        // A number of somebody else's proc would have a stranger pinned.
        guard ProcView.isOwn else { throw Refusal(ProcView.foreign) }
        let found = entriesOfFolder("/proc").compactMap { Int32($0) }.filter {
            textOfFile("/proc/\($0)/comm")?.hasPrefix("napi/\(device)-") == true
        }
        guard found.count == 1 else {
            throw Refusal(
                found.isEmpty
                    ? "the kernel's threads cannot be seen from this PID namespace"
                    : "more than one kernel thread is called napi/\(device)")
        }
        return Participant(process: found[0], task: found[0], staysInKernel: true)
    }
}
