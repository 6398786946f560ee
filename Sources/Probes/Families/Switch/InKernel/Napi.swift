internal import CKernel

/// Hops in one iteration of the loops of kernel rows: enough that starting and awaiting them is a part in a thousand.
let kernelHops = 1000

/// A frame bounces between two devices of which each is served by a kernel thread of its own. The baseline is another
/// such pair, served by softirqs: the same work, and no switch.
func napiSwitch(on cpu: Int) throws -> Rig {
    let outside = try Namespace(.net)
    defer { outside.leave() }
    // Nobody else is to talk on these wires. A kernel without IPv6 has no such file.
    let ipv6 = "/proc/sys/net/ipv6/conf/default/disable_ipv6"
    if exists(ipv6), !write("1", to: ipv6) { throw Refusal("IPv6 cannot be switched off: \(errorText())") }
    let name = "t\(k_gettid())"
    return try unwinding { cleanup in
        let threaded = try FrameLoop(named: name, threadsOn: cpu, cleanup)
        let plain = try FrameLoop(named: name + "s", threadsOn: nil, cleanup)
        return Rig(
            found: threaded.threads,
            baseline: { n in try plain.run(hops: n * kernelHops) },
            finish: cleanup.run,
            loop: { n in try threaded.run(hops: n * kernelHops) })
    }
}
