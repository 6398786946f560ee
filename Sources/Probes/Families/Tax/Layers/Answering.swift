internal import CKernel
internal import Glibc
internal import Sampling

/// Layers under which somebody else answers a call: the task's own signal handler, or another process.
let answeringLayers: [Layer] = [
    Layer(
        name: "trap", summary: "whose calls a seccomp filter traps, and the task's own SIGSYS handler makes (RET_TRAP)",
        perCall: [.syscalls: 1]
    ) { site in
        let filter = Filter.acting(UInt32(SECCOMP_RET_TRAP), on: site.operation, sparesGate: true)
        return try answeredByHandler(site, complaint: Filter.complaint) { filter.install() }
    },
    Layer(
        name: "dispatch", summary: "whose calls syscall user dispatch hands to the task's own SIGSYS handler",
        needs: [.x86], perCall: [.syscalls: 1]
    ) { site in
        var imposition = try answeredByHandler(site, complaint: "no syscall user dispatch (Linux 5.11)") {
            k_gate_dispatch()
        }
        imposition.begin = { k_gate_block(1) }
        imposition.end = { k_gate_block(0) }
        return imposition
    },
    .notified(sameCPU: false), .notified(sameCPU: true),
    .traced(
        "trace", "whose calls a seccomp filter hands to a tracer, which lets them go on (RET_TRACE)",
        k_trace_filtered, stopsPerCall: 1),
    .traced("ptrace", "whose calls a tracer stops at entry and exit, as strace does", k_trace_calls, stopsPerCall: 2),
    .traced(
        "sysemu", "which a tracer keeps back and answers itself, as gVisor's ptrace platform does", k_trace_emulate,
        stopsPerCall: 1),
]

/// The task's own handler makes each call that is kept back. The kernel counts the handler's call and its return, and
/// not the call that was kept back.
func answeredByHandler(
    _ site: TaxSite, complaint: String, _ enter: @escaping () -> Int32
) throws -> Imposition {
    let page = try site.cleanup.keep(SharedPage(), SharedPage.close)
    let counts = UnsafeMutableRawPointer(page.words).assumingMemoryBound(to: UInt64.self)
    return Imposition(
        enter: { task in
            let opened = k_gate_open(counts + 8 * task)
            return opened < 0 ? opened : enter()
        }, complaint: complaint,
        witness: .count({ _ in Int(counts[0]) }, perIteration: site.operation.ownCalls))
}

extension Layer {
    /// The kernel hands each call to another process, which lets it go on.
    fileprivate static func notified(sameCPU: Bool) -> Layer {
        let wake = sameCPU ? ", woken on the same CPU" : ""
        return Layer(
            name: sameCPU ? "usernotif.sync" : "usernotif",
            summary: "whose calls a seccomp filter asks a supervisor about, which lets them go on\(wake)",
            version: 2, needs: sameCPU ? [.sameCPU] : [],
            // The supervisor hears and answers: two calls, and a switch each way.
            perCall: [.syscalls: 2, .contextSwitches: 2], leavesSwitchesOpen: true, handover: 20,
            // Whether the task displaces the supervisor that wakes it is the scheduler's affair. It does so in four of
            // five calls (Linux 6.18, Zen 4), which saves 0.6 µs each, but not in the first hundreds.
            settling: 480, tasks: 1
        ) { site in
            let filter = Filter.acting(UInt32(SECCOMP_RET_USER_NOTIF), on: site.operation)
            let count = try Supervision.counts(site)
            return Imposition(
                enter: { _ in
                    let listener = filter.install(as: 0, UInt32(k_filter_listener))
                    return listener == 0 ? -EINVAL : listener
                }, complaint: Filter.complaint,
                attach: { task in try Supervision.notify(task, site, sameCPU: sameCPU, count(task.number)) },
                witness: .count({ _ in Int(count(0).pointee) }, perIteration: site.operation.ownCalls))
        }
    }

    /// A tracer takes part in each call.
    fileprivate static func traced(
        _ name: String, _ summary: String, _ kind: k_trace_kind, stopsPerCall: Int
    ) -> Layer {
        let emulates = kind == k_trace_emulate
        return Layer(
            name: name, summary: summary, needs: emulates ? [.x86] : [],
            operations: emulates ? [.null] : TaxOperation.ofKernel,
            // At each stop the tracer waits and sends the task on, and where it answers reads and writes registers.
            perCall: [.syscalls: Double(emulates ? 3 : 2 * stopsPerCall), .contextSwitches: Double(2 * stopsPerCall)],
            leavesSwitchesOpen: true, handover: 60, tasks: 1
        ) { site in
            let filter = Filter.acting(UInt32(SECCOMP_RET_TRACE), on: site.operation)
            let count = try Supervision.counts(site)
            return Imposition(
                enter: { _ in kind == k_trace_filtered ? filter.install() : 0 }, complaint: Filter.complaint,
                attach: { task in try Supervision.trace(task, site, kind, count(task.number)) },
                witness: .count(
                    { _ in Int(count(0).pointee) }, perIteration: stopsPerCall * site.operation.ownCalls,
                    trailing: kind == k_trace_calls ? 4 : 0))
        }
    }
}

/// Processes that take part in the calls of others.
enum Supervision {
    /// A count for each task, which supervisor and task share.
    static func counts(_ site: TaxSite) throws -> (Int) -> UnsafeMutablePointer<UInt64> {
        let page = try site.cleanup.keep(SharedPage(), SharedPage.close)
        let words = UnsafeMutableRawPointer(page.words).assumingMemoryBound(to: UInt64.self)
        return { words + 8 * $0 }
    }

    /// Lets the calls of a task go on, and counts those of `counted`, which is that task.
    static func notify(
        _ task: TaxTask, _ site: TaxSite, sameCPU: Bool, _ count: UnsafeMutablePointer<UInt64>,
        listeningTo counted: Int32? = nil
    ) throws {
        let (process, listener, ready) = (task.partner.process, task.entered, task.supervised)
        try task.supervise(on: site.place) {
            let copy = k_descriptor_of(process, listener)
            let flagged = copy < 0 || !sameCPU ? min(copy, 0) : k_notify_same_cpu(copy)
            k_store(ready, flagged < 0 ? UInt32(bitPattern: flagged) : 1)
            _ = k_futex_wake(ready)
            if flagged == 0 { _ = k_notify_serve(copy, counted ?? process, count) }
        }
    }

    /// Takes part in the calls of a task as its tracer.
    static func trace(
        _ task: TaxTask, _ site: TaxSite, _ kind: k_trace_kind, _ count: UnsafeMutablePointer<UInt64>
    ) throws {
        let (process, ready, parent) = (task.partner.process, task.supervised, Int(getpid()))
        try task.supervise(on: site.place) {
            k_trace_serve(process, kind, Int(k_nr_getppid), parent, count, ready)
        }
    }
}

extension Need {
    /// A kernel that can be asked to wake whoever waits for a notification on the waker's own CPU.
    fileprivate static let sameCPU = Need("waking on the same CPU") { _ in
        KernelRelease.running.isAtLeast(6, 6)
            ? nil : .unsupported("the kernel cannot be asked to wake a supervisor on the same CPU (Linux 6.6)")
    }
}
