internal import Basics
internal import CKernel
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
    private var links: [Descriptor] = []

    /// Makes the devices in the calling thread's network namespace.
    ///
    /// - Parameter cpu: where the kernel threads are to run, each with its own device; nil for softirqs, which run
    ///   wherever the sender is.
    init(named prefix: String, threadsOn cpu: Int?) throws {
        let names = [prefix + "a", prefix + "b"]
        guard k_veth_make(names[0], names[1]) == 0 else { throw Refusal("no pair of devices: \(errorText())") }
        let devices = names.map { Int32(if_nametoindex($0)) }
        hops = Descriptor(k_bpf_number())
        guard hops.number >= 0 else { throw Refusal("no BPF map: \(errorText())") }
        program = Descriptor(k_bpf_return_to_sender(hops.number))
        guard program.number >= 0 else { throw Refusal("the kernel does not take the BPF program: \(errorText())") }
        for device in devices {
            let link = k_bpf_attach(program.number, device)
            guard link >= 0 else { throw Refusal("the BPF program cannot be attached: \(errorText())") }
            links.append(Descriptor(link))
            guard k_link_up(device) == 0 else { throw Refusal("a device stays down: \(errorText())") }
        }
        socket = Descriptor(k_frame_socket(devices[0], FrameLoop.patience))
        guard socket.number >= 0 else { throw Refusal("no socket for raw frames: \(errorText())") }
        guard let cpu else {
            threads = []
            return
        }
        for name in names { try FrameLoop.useThread(device: name) }
        threads = try names.map { try FrameLoop.thread(of: $0) }
        for thread in threads where k_pin(thread.task, Int32(cpu)) != 0 {
            throw Refusal("a kernel thread cannot be pinned: \(errorText())")
        }
    }

    /// Has one frame make so many hops, an even number, while the caller sleeps.
    func run(hops count: Int) throws {
        guard count > 0 else { return }
        // The last arrival is let through to the caller, and needs no count.
        guard k_bpf_set(hops.number, UInt64(count - 1)) == 0, k_frame_round(socket.number) == 0 else {
            throw OperationFailed("a frame between two devices: \(errorText())")
        }
        var left: UInt64 = 0
        guard k_bpf_get(hops.number, &left) == 0, left == 0 else {
            throw OperationFailed("the frame came back with \(left) hops to go")
        }
    }

    func close() {
        for descriptor in [socket] + links + [program, hops] { descriptor.close() }
    }

    /// Seconds after which a frame counts as lost.
    private static let patience = 10

    /// Has the kernel handle a device's frames in a thread instead of in softirqs (Linux 5.12).
    private static func useThread(device: String) throws {
        let root = Descriptor(k_sysfs_detached())
        guard root.number >= 0 else { throw Refusal("no sysfs of the namespace: \(errorText())") }
        defer { root.close() }
        let file = openat(root.number, "class/net/\(device)/threaded", O_WRONLY | O_CLOEXEC)
        guard file >= 0 else { throw Refusal("the kernel has no threaded NAPI: \(errorText())") }
        defer { Glibc.close(file) }
        guard write(file, "1", 1) == 1 else { throw Refusal("threaded NAPI is refused: \(errorText())") }
    }

    /// The thread of a device, by the name that the kernel gives it.
    private static func thread(of device: String) throws -> Participant {
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
