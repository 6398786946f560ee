internal import CKernel
internal import Glibc
internal import Sampling

/// What usually comes together.
let stackLayers: [Layer] = [
    .stack(
        "docker", "in a container as Docker makes it: namespaces, control group, capabilities, seccomp profile",
        [
            .pidNamespaces(levels: 1), .controlGroups(), .namespaces(Kinds.container),
            .capabilities(Kinds.dockerCapabilities), .seccompDocker,
        ]),
    .stack(
        "systemd-hardened",
        "in a service as systemd hardens it: namespaces, control group, no capabilities, nine seccomp filters",
        [.controlGroups(), .namespaces(Kinds.service), .capabilities(0), .serviceFilters]),
    .agent,
]

/// What containers and services have.
private enum Kinds {
    static let container: [(name: String, flag: Int32)] =
        service + [("net", Int32(k_net_namespace)), ("cgroup", Int32(k_cgroup_namespace))]
    static let service: [(name: String, flag: Int32)] = [
        ("mnt", Int32(k_mount_namespace)), ("uts", Int32(k_uts_namespace)), ("ipc", Int32(k_ipc_namespace)),
    ]
    /// The capabilities that Docker leaves a container: chown, dac_override, fowner, fsetid, kill, setgid, setuid,
    /// setpcap, net_bind_service, net_raw, sys_chroot, mknod, audit_write, setfcap.
    static let dockerCapabilities: UInt64 = [0, 1, 3, 4, 5, 6, 7, 8, 10, 13, 18, 27, 29, 31].reduce(0) { $0 | 1 << $1 }
}

extension Layer {
    /// Layers around the same tasks, in this order.
    fileprivate static func stack(_ name: String, _ summary: String, _ parts: [Layer]) -> Layer {
        func sum(_ of: (Layer) -> [Quantity: Double]) -> [Quantity: Double] {
            parts.reduce(into: [:]) { $0.merge(of($1), uniquingKeysWith: +) }
        }
        return Layer(
            name: "stack." + name, summary: summary, needs: parts.flatMap(\.needs),
            operations: TaxOperation.ofKernel.filter { operation in
                parts.allSatisfy { $0.operations.contains(operation) }
            }, perCall: sum(\.perCall), perOperation: sum(\.perOperation),
            handover: parts.map(\.handover).max() ?? 0, tasks: parts.map(\.tasks).reduce(0, +)
        ) { site in Imposition(try parts.map { try $0.make(site) }) }
    }

    /// What an agent that watches a machine does: a program on the tracepoint of entries, one at a function, and a ring
    /// to which both write records.
    fileprivate static let agent = Layer(
        name: "stack.agent",
        summary: "which two BPF programs record in a ring: on the tracepoint of entries, and at the function",
        needs: [.programs, .hook(at: Twins.thread.under)], operations: [.null], twins: .thread, isPutOn: true,
        handover: 60
    ) { site in
        let words = try ProgramWords(site.cleanup)
        let ring = try site.cleanup.keep(
            Descriptor(made: k_bpf_ring(4 << 20), orRefuse: "no BPF ring"), Descriptor.close)
        var (consumer, producer): (UnsafeMutablePointer<UInt64>?, UnsafePointer<UInt64>?)
        let mapped = k_bpf_ring_pages(ring.number, &consumer, &producer)
        guard mapped == 0, let consumer, let producer else { throw Refusal("no BPF ring: \(errorText(of: mapped))") }
        site.cleanup.add {
            munmap(consumer, Int(sysconf(Int32(_SC_PAGESIZE))))
            munmap(UnsafeMutableRawPointer(mutating: producer), Int(sysconf(Int32(_SC_PAGESIZE))))
        }
        let hook = try FunctionHook(Twins.thread.under, site.cleanup)
        let name = strdup("sys_enter")!
        site.cleanup.add { free(name) }
        var entries: RawProgram?
        var imposition = Imposition(
            enter: { _ in
                let process = k_bpf_own_number()
                let made = RawProgram(words.watcher(of: process, ring: ring.number), at: name)
                entries = made
                let loaded = made.load()
                return loaded < 0 ? loaded : hook.attach(words.watcher(of: process, word: 1, ring: ring.number))
            }, complaint: "the kernel does not take the BPF programs",
            witness: .count({ _ in words[0] }, perIteration: 1, slack: 2), notes: [hook.note])
        imposition.witnesses.append(.count({ _ in words[1] }, perIteration: 1))
        imposition.put = ({ entries?.attach() ?? -ENOENT }, { entries?.detach() })
        imposition.end = { k_bpf_ring_drain(consumer, producer) }
        return imposition
    }
}

/// A program at a function of the kernel's: by a kprobe where there are any, by the trampoline elsewhere.
private struct FunctionHook {
    let attach: (k_watcher) -> Int32
    let note: String

    init(_ call: Twins.Call, _ cleanup: Cleanup) throws {
        guard let type = try? numberOfProbes("kprobe") else {
            let function = try Layer.numberOfFunction(call)
            note = "the program at the function is an fentry one: the kernel has no kprobes"
            attach = { watcher in
                var copy = watcher
                (copy.kind, copy.end, copy.function) = (Int32(k_bpf_on_function), Int32(k_bpf_at_entry), function)
                let program = k_bpf_watch(copy)
                return program < 0 ? program : min(k_bpf_attach_raw(program, nil), 0)
            }
            return
        }
        let names = call.functions.map { strdup($0)! }
        cleanup.add { names.forEach { free($0) } }
        note = "the program at the function is on a kprobe"
        attach = { watcher in Layer.attach(to: names, type, false, watcher) }
    }
}

extension Imposition {
    /// Several around the same tasks.
    fileprivate init(_ parts: [Imposition]) {
        self.init(
            birth: ({ for part in parts { try part.birth.before() } }, { for part in parts { part.birth.after() } }),
            enter: { task in
                for part in parts {
                    let result = part.enter(task)
                    if result < 0 { return result }
                }
                return 0
            }, complaint: parts.map(\.complaint).joined(separator: ", or "),
            attach: { task in for part in parts { try part.attach(task) } }, witnesses: parts.flatMap(\.witnesses),
            notes: parts.flatMap(\.notes))
        begin = { for part in parts { part.begin() } }
        end = { for part in parts { part.end() } }
        folder = parts.compactMap(\.folder).first
        accompany = { task in for part in parts { try part.accompany(task) } }
        let puts = parts.compactMap(\.put)
        guard !puts.isEmpty else { return }
        put = (
            on: {
                for put in puts {
                    let result = put.on()
                    if result < 0 { return result }
                }
                return 0
            }, off: { for put in puts { put.off() } }
        )
    }
}
