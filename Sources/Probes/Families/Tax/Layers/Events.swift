internal import CKernel
internal import Glibc

/// Performance events that a task has attached to itself, and the kernel's function tracer.
let eventLayers: [Layer] = [
    Layer(name: "perf.software", summary: "with a performance event on the task, which counts its switches") { _ in
        let event = OwnEvent { k_own_software_event() }
        return Imposition(
            enter: { _ in event.open() }, complaint: "the event is refused",
            witness: .presence { event.count >= 0 })
    },
    Layer(
        name: "perf.tracepoint", summary: "with a performance event on the task, which counts its entries",
        needs: [.entries], operations: [.null, .open], isPutOn: true, handover: 60
    ) { site in
        let number = try entriesTracepoint()
        return counted(OwnEvent { k_own_tracepoint(number) }, site)
    },
    Layer(
        name: "perf.trace", summary: "whose entries are recorded as 'perf trace' has it, into a ring",
        needs: [.entries], operations: [.null, .open], isPutOn: true, handover: 60
    ) { site in
        let number = try entriesTracepoint()
        return counted(OwnEvent(pages: 64) { k_own_tracepoint_recorded(number) }, site)
    },
    Layer(
        name: "ftrace", summary: "which the function tracer records, of this task alone", needs: [.functionTracer],
        operations: [.null], twins: .group, handover: 60
    ) { site in
        let instance = try site.cleanup.keep(
            TraceInstance(of: ["*_sys_\(Twins.group.under.name)"], on: site.place.cpu), TraceInstance.remove)
        try instance.start()
        var process: Int32 = 0
        var imposition = Imposition(
            enter: { _ in
                process = k_bpf_own_number()
                return 0
            }, complaint: "the tracer does not take the task",
            witness: .count({ _ in instance.written }, perIteration: 1))
        // While it follows somebody it looks at every switch of the machine. To begin and to end that takes no time.
        imposition.put = ({ instance.follow(process) }, { instance.followNobody() })
        return imposition
    },
]

/// A layer that is an event which counts each entry: those of the operation, and that by which the count is read.
private func counted(_ event: OwnEvent, _ site: TaxSite) -> Imposition {
    var imposition = Imposition(
        complaint: "the event is refused",
        witness: .count({ _ in event.count }, perIteration: site.operation.ownCalls, besides: 1, slack: 2))
    imposition.put = ({ event.open() }, { event.close() })
    return imposition
}

/// An event that a task opens on itself; the others have none. What it does calls the kernel and nothing else.
final class OwnEvent {
    private let make: () -> Int32
    private let pages: Int32
    private var event: Int32 = -1
    private var ring: UnsafeMutableRawPointer?

    /// - Parameter pages: how large a ring its records go to, if it makes any.
    init(pages: Int32 = 0, make: @escaping () -> Int32) { (self.pages, self.make) = (pages, make) }

    func open() -> Int32 {
        event = make()
        guard event >= 0, pages > 0 else { return min(event, 0) }
        let mapped = k_map_records(event, pages, &ring)
        if mapped < 0 { close() }
        return mapped
    }

    func close() {
        if let ring { k_unmap_records(ring, pages) }
        ring = nil
        if event >= 0 { Glibc.close(event) }
        event = -1
    }

    /// What it has counted; negative where it is not there, or did not count all the time, or its records go nowhere.
    var count: Int {
        let count = Int(k_event_count(event))
        if count > 0, let ring, k_perf_written(ring) == 0 { return -1 }
        return count
    }
}

/// A tracer of its own beside the machine's, which records the calls of functions. The kernel would keep it for ever,
/// so a caretaker removes it.
final class TraceInstance {
    private let folder: Descriptor
    private let statistics: Descriptor
    private let caretaker: Caretaker
    /// System calls that it has made in a task.
    private(set) var calls = 0

    /// - Parameter functions: by name or pattern.
    init(of functions: [String], on cpu: Int) throws {
        let root = try Descriptor(made: k_tracefs_detached(), orRefuse: "no tracefs")
        defer { root.close() }
        let path = "instances/toll-" + String(UInt64.random(in: .min ... .max), radix: 16)
        (folder, statistics, caretaker) = try unwinding { cleanup in
            let name = strdup(path)!
            defer { free(name) }
            let caretaker = try Caretaker { k_remove_trace_instance(name) }
            cleanup.add(caretaker.dismiss)
            guard mkdirat(root.number, path, 0o700) == 0 else {
                throw Refusal("no tracer of one's own: \(errorText())")
            }
            let folder = try cleanup.keep(
                Descriptor(
                    made: k_openat(root.number, path, O_RDONLY | O_DIRECTORY | O_CLOEXEC), orRefuse: "no tracer"),
                Descriptor.close)
            for text in functions {
                let written = k_write_at(folder.number, "set_ftrace_filter", text, 0)
                guard written == 0 else { throw TraceInstance.refusal("the tracer does not take \(text)", written) }
            }
            let statistics = try Descriptor(
                made: k_openat(folder.number, "per_cpu/cpu\(cpu)/stats", O_RDONLY | O_CLOEXEC),
                orRefuse: "the tracer has no statistics")
            return (folder, statistics, caretaker)
        }
    }

    /// Records from now on.
    func start() throws {
        let written = switchOn()
        guard written == 0 else { throw TraceInstance.refusal("the function tracer does not start", written) }
    }

    private static func refusal(_ complaint: String, _ code: Int32) -> Refusal {
        let remark = code == -EPERM ? Need.remark(onLockdown: Need.lockdown()) : ""
        return Refusal("\(complaint): \(errorText(of: code))\(remark)")
    }

    /// The same in a task: 0, or a negated error number.
    func switchOn() -> Int32 {
        calls += 3
        return k_write_at(folder.number, "current_tracer", "function", 0)
    }

    /// Records nothing any more.
    func switchOff() {
        calls += 3
        _ = k_write_at(folder.number, "current_tracer", "nop", 0)
    }

    /// Records what a process does from now on: 0, or a negated error number.
    func follow(_ process: Int32) -> Int32 { k_write_number_at(folder.number, "set_ftrace_pid", Int(process)) }

    /// Forgets it. The kernel takes an empty list for everybody, but of bare tasks none calls the function.
    func followNobody() { _ = k_write_at(folder.number, "set_ftrace_pid", "", 1) }

    /// Records that were written on the CPU, those that were overwritten among them.
    var written: Int {
        calls += 2
        let (kept, lost) = (
            k_number_after(statistics.number, "entries: "), k_number_after(statistics.number, "overrun: ")
        )
        return kept < 0 || lost < 0 ? -1 : kept + lost
    }

    func remove() {
        switchOff()
        statistics.close()
        folder.close()
        caretaker.dismiss()
    }
}

extension Need {
    /// The function tracer, and the right to use it.
    static let functionTracer = Need.tried("the function tracer") { _ in
        let root = k_tracefs_detached()
        guard root >= 0 else {
            return .unsupported(
                root == -EPERM ? "tracefs needs root (CAP_SYS_ADMIN)" : "no tracefs: \(errorText(of: root))")
        }
        defer { close(root) }
        let file = k_openat(root, "available_tracers", O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { return .unsupported("tracefs lists no tracers: \(errorText(of: file))") }
        defer { close(file) }
        return k_file_says(file, "function ") != 0 || k_file_says(file, "function\n") != 0
            ? nil : .unsupported("the kernel has no function tracer (CONFIG_FUNCTION_TRACER)")
    }
}
