internal import CKernel
internal import Counters
internal import Glibc
internal import Sampling

/// BPF programs that watch a task. The task loads and attaches them itself, so that they end with it, and each counts
/// the passes of that task alone. Nothing is pinned.
let programLayers: [Layer] = [
    Layer(
        name: "bpf.tracepoint", summary: "with a BPF program on the tracepoint of entries, by a performance event",
        needs: [.programs, .entries], operations: [.null, .open],
        // As such programs do, it keeps its passes from other events there: from the counters of the proof too.
        leavesOpen: [.syscalls], isPutOn: true, handover: 60
    ) { site in
        let number = try entriesTracepoint()
        return try watched(site) { watcher in
            EventProgram(watcher) { k_own_tracepoint(number) }
        }
    },
    Layer(
        name: "bpf.raw", summary: "with a BPF program on the raw tracepoint of entries", needs: [.programs],
        operations: [.null, .open], isPutOn: true, handover: 60
    ) { site in
        let name = strdup("sys_enter")!
        site.cleanup.add { free(name) }
        return try watched(site) { watcher in RawProgram(watcher, at: name) }
    },
    .onFunction("fentry", "with a BPF program at the function's entry (fentry)", Int32(k_bpf_at_entry), .effectiveUser),
    .onFunction("fexit", "with a BPF program at the function's exit (fexit)", Int32(k_bpf_at_exit), .effectiveGroup),
    .onProbe("kprobe", "with a BPF program on a kprobe at the function's entry", returns: false, .session),
    .onProbe("kretprobe", "with a BPF program on a kretprobe where the function returns", returns: true, .priority),
    .onOwnFunction("uprobe", "with a BPF program on a uprobe at its entry", returns: false),
    .onOwnFunction("uretprobe", "with a BPF program on a uretprobe where it returns", returns: true),
]

/// The number of the tracepoint that every system call passes.
func entriesTracepoint() throws -> UInt64 {
    do throws(CounterRefusal) {
        return try Tracepoint.event("raw_syscalls/sys_enter").config
    } catch {
        throw Refusal(error.reason)
    }
}

/// A layer that is a program, put on for each batch; `make` gets what the program is to do.
private func watched(
    _ site: TaxSite, _ make: @escaping (k_watcher) -> any Watcher
) throws -> Imposition {
    let words = try ProgramWords(site.cleanup)
    var program: (any Watcher)?
    var imposition = Imposition(
        enter: { _ in
            let made = make(words.watcher(of: k_bpf_own_number()))
            program = made
            return made.load()
        }, complaint: "the kernel does not take the BPF program",
        witness: .count({ _ in words[0] }, perIteration: site.operation.ownCalls, slack: 2))
    imposition.put = ({ program?.attach() ?? -ENOENT }, { program?.detach() })
    return imposition
}

/// A program that is loaded once and attached as often as it is wanted. Its methods call the kernel and nothing else.
protocol Watcher {
    /// Loads it: 0, or a negated error number.
    func load() -> Int32
    func attach() -> Int32
    func detach()
}

/// One on a raw tracepoint, or on a function of the kernel's.
final class RawProgram: Watcher {
    private let watcher: k_watcher
    private let tracepoint: UnsafePointer<CChar>?
    private(set) var program: Int32 = -1
    private var link: Int32 = -1

    init(_ watcher: k_watcher, at tracepoint: UnsafePointer<CChar>?) {
        self.watcher = watcher
        self.tracepoint = tracepoint
    }

    func load() -> Int32 {
        var copy = watcher
        if tracepoint != nil { copy.kind = Int32(k_bpf_on_raw_tracepoint) }
        program = k_bpf_watch(copy)
        return min(program, 0)
    }

    func attach() -> Int32 {
        link = k_bpf_attach_raw(program, tracepoint)
        return min(link, 0)
    }

    func detach() {
        if link >= 0 { close(link) }
        link = -1
    }
}

/// One on a performance event: a tracepoint's, or a probe's.
final class EventProgram: Watcher {
    private let watcher: k_watcher
    private let open: () -> Int32
    private var program: Int32 = -1
    private var event: Int32 = -1

    init(_ watcher: k_watcher, isProbe: Bool = false, event open: @escaping () -> Int32) {
        var copy = watcher
        copy.kind = Int32(isProbe ? k_bpf_on_probe : k_bpf_on_tracepoint)
        self.watcher = copy
        self.open = open
    }

    func load() -> Int32 {
        program = k_bpf_watch(watcher)
        return min(program, 0)
    }

    func attach() -> Int32 {
        event = open()
        guard event >= 0 else { return event }
        let attached = k_bpf_attach_event(program, event)
        if attached < 0 { detach() }
        return attached
    }

    func detach() {
        if event >= 0 { close(event) }
        event = -1
    }
}

/// Words that programs count in, which the worker and its tasks see.
struct ProgramWords {
    let map: Descriptor
    private let words: UnsafeMutablePointer<UInt64>

    init(_ cleanup: Cleanup) throws {
        var words: UnsafeMutablePointer<UInt64>?
        map = try cleanup.keep(Descriptor(made: k_bpf_words(16, &words), orRefuse: "no BPF map"), Descriptor.close)
        guard let words else { throw Refusal("no BPF map") }
        self.words = words
        cleanup.add { munmap(words, 128) }
    }

    subscript(word: Int) -> Int { Int(truncatingIfNeeded: UnsafeRawPointer(words + word).load(as: UInt64.self)) }

    /// What a program is to do that counts the passes of a process in one of the words.
    func watcher(of process: Int32, word: Int = 0, ring: Int32 = -1) -> k_watcher {
        k_watcher(kind: 0, end: 0, function: 0, process: process, words: map.number, word: Int32(word), ring: ring)
    }
}

extension Layer {
    /// A program at one end of a function of the kernel's, which the trampoline calls (fentry, fexit).
    fileprivate static func onFunction(
        _ name: String, _ summary: String, _ end: Int32, _ twins: Twins
    ) -> Layer {
        Layer(
            name: name, summary: summary,
            needs: [.programs, .describedKernel, .programs(at: end, of: twins.under)], operations: [.null], twins: twins
        ) { site in
            let words = try ProgramWords(site.cleanup)
            let function = try numberOfFunction(twins.under)
            return Imposition(
                enter: { _ in
                    var watcher = words.watcher(of: k_bpf_own_number())
                    (watcher.kind, watcher.end, watcher.function) = (Int32(k_bpf_on_function), end, function)
                    let program = k_bpf_watch(watcher)
                    return program < 0 ? program : min(k_bpf_attach_raw(program, nil), 0)
                }, complaint: "the kernel does not take the BPF program",
                witness: .count({ _ in words[0] }, perIteration: 1))
        }
    }

    /// The number by which the kernel's description knows the function of a call.
    static func numberOfFunction(_ call: Twins.Call) throws -> Int32 {
        guard let found = call.functions.map({ k_btf_function($0) }).first(where: { $0 > 0 }) else {
            throw Refusal("the kernel's BTF does not describe the function of \(call.name)")
        }
        return found
    }

    /// A program on a probe at a function of the kernel's.
    fileprivate static func onProbe(_ name: String, _ summary: String, returns: Bool, _ twins: Twins) -> Layer {
        Layer(
            name: name, summary: summary, needs: [.programs, .probes("kprobe")], operations: [.null], twins: twins
        ) { site in
            let words = try ProgramWords(site.cleanup)
            let type = try numberOfProbes("kprobe")
            let names = twins.under.functions.map { strdup($0)! }
            site.cleanup.add { names.forEach { free($0) } }
            return Imposition(
                enter: { _ in attach(to: names, type, returns, words.watcher(of: k_bpf_own_number())) },
                complaint: "the probe is refused", witness: .count({ _ in words[0] }, perIteration: 1))
        }
    }

    /// Has a program run at the first of these functions that there is.
    static func attach(
        to names: [UnsafeMutablePointer<CChar>], _ type: UInt32, _ returns: Bool, _ watcher: k_watcher
    ) -> Int32 {
        var result = -ENOENT
        for name in names where result == -ENOENT {
            let program = EventProgram(watcher, isProbe: true) { k_own_probe(type, name, 0, returns ? 1 : 0) }
            result = program.load()
            if result == 0 { result = program.attach() }
        }
        return result
    }

    /// A program on a probe at a function of the task's own program. The breakpoint is in the task's memory alone.
    fileprivate static func onOwnFunction(_ name: String, _ summary: String, returns: Bool) -> Layer {
        Layer(name: name, summary: summary, needs: [.programs, .probes("uprobe")], operations: [.function]) { site in
            let words = try ProgramWords(site.cleanup)
            let type = try numberOfProbes("uprobe")
            let (path, offset) = try placeOfProbed()
            let file = strdup(path)!
            site.cleanup.add { free(file) }
            return Imposition(
                enter: { _ in
                    let program = EventProgram(words.watcher(of: 0), isProbe: true) {
                        k_own_probe(type, file, offset, returns ? 1 : 0)
                    }
                    let loaded = program.load()
                    return loaded < 0 ? loaded : program.attach()
                }, complaint: "the probe is refused", witness: .count({ _ in words[0] }, perIteration: 1))
        }
    }
}
