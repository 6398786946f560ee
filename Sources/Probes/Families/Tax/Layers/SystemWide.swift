internal import CKernel
internal import Glibc

/// Layers that reach every task of the machine, for the length of a batch each. They are only put on where that is
/// allowed.
let systemWideLayers: [Layer] = [
    Layer(
        name: "wide.raw", summary: "with a BPF program on the raw tracepoint of entries that counts everybody's",
        needs: [.systemWide, .programs], operations: [.null, .open], isPutOn: true, handover: 60
    ) { site in
        let words = try ProgramWords(site.cleanup)
        let name = strdup("sys_enter")!
        site.cleanup.add { free(name) }
        let program = RawProgram(words.watcher(of: 0), at: name)
        var imposition = Imposition(
            enter: { _ in program.load() }, complaint: "the kernel does not take the BPF program",
            witness: .presence {
                let before = words[0]
                _ = k_syscall0(Int(k_nr_getppid))
                return words[0] > before
            }, notes: ["every task of the machine is under it while a batch runs"])
        imposition.put = ({ program.attach() }, { program.detach() })
        return imposition
    },
    Layer(
        name: "wide.stats",
        summary: "with a BPF program on the raw tracepoint of entries, while the kernel keeps the time of all programs",
        needs: [.systemWide, .programs], operations: [.null, .open], isPutOn: true, handover: 60
    ) { site in
        let words = try ProgramWords(site.cleanup)
        let name = strdup("sys_enter")!
        site.cleanup.add { free(name) }
        var (program, statistics): (RawProgram?, Int32) = (nil, -1)
        var imposition = Imposition(
            enter: { _ in
                let made = RawProgram(words.watcher(of: k_bpf_own_number()), at: name)
                program = made
                return made.load()
            }, complaint: "the kernel does not take the BPF program",
            // The kernel counts runs, of all tasks, only while it keeps their time. Asking for that are three passes.
            witnesses: [
                .count({ _ in words[0] }, perIteration: site.operation.ownCalls, besides: 3, slack: 2),
                .presence {
                    guard let program else { return false }
                    let before = k_bpf_runs(program.program)
                    _ = k_syscall0(Int(k_nr_getppid))
                    return before >= 0 && k_bpf_runs(program.program) > before
                },
            ],
            notes: ["the kernel keeps the time of every program of the machine while a batch runs"])
        imposition.put = (
            on: {
                statistics = k_bpf_keep_time()
                guard statistics >= 0 else { return statistics }
                return program?.attach() ?? -ENOENT
            },
            off: {
                program?.detach()
                if statistics >= 0 { close(statistics) }
                statistics = -1
            }
        )
        return imposition
    },
    .audited(records: false), .audited(records: true),
    Layer(
        name: "wide.ftrace", summary: "while the function tracer records the functions of its calls, of every task",
        needs: [.systemWide, .functionTracer], isPutOn: true, handover: 60
    ) { site in
        let names = Set(site.operation.names + ["getppid"])
        let instance = try site.cleanup.keep(
            TraceInstance(of: names.map { "*_sys_\($0)" }, on: site.place.cpu), TraceInstance.remove)
        var imposition = Imposition(
            complaint: "the function tracer does not start",
            witness: .presence {
                let before = instance.written
                _ = k_syscall0(Int(k_nr_getppid))
                return before >= 0 && instance.written > before
            }, notes: ["every task of the machine is traced while a batch runs"])
        imposition.put = ({ instance.switchOn() }, { instance.switchOff() })
        imposition.ownCalls = { instance.calls }
        return imposition
    },
]

extension Need {
    /// The variable by which `toll tax --system-wide` tells its workers.
    package static let systemWideVariable = "TOLL_SYSTEM_WIDE"

    /// Leave to reach every task of the machine.
    static let systemWide = Need("leave to reach every task") { _ in
        getenv(systemWideVariable) == nil
            ? .unsupported("it reaches every task of the machine, which 'toll tax --system-wide' allows") : nil
    }
}
