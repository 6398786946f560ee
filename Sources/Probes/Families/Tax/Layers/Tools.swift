internal import Basics
internal import CKernel
internal import Glibc
internal import Sampling

/// Programs that watch a task from outside, where they are installed.
let toolLayers: [Layer] = [
    Layer(
        name: "strace", summary: "which strace follows and writes down, to /dev/null", needs: [.program("strace")],
        perOperation: [.pageFaults: 0], leavesOpen: [.syscalls, .contextSwitches], tasks: 1
    ) { site in
        guard let path = tool(named: "strace") else { throw Refusal("strace is not installed") }
        let isBare = strdup("TracerPid:\t0\n")!
        site.cleanup.add { free(isBare) }
        return Imposition(
            attach: { task in
                let process = task.partner.process
                let words = Words([path, "-qq", "-o", "/dev/null", "-p", "\(process)"])
                defer { words.free() }
                let tracer = try Partner(.process, on: site.place.cpu) { _ = k_become(words.first, words.list) }
                site.cleanup.add(tracer.end)
                for _ in 0..<500 where k_times_said("/proc/\(process)/status", isBare) > 0 {
                    guard tracer.isAlive else { throw Refusal("strace has no hold of the task") }
                    usleep(10_000)
                }
            }, witness: .presence { k_times_said("/proc/self/status", isBare) == 0 })
    },
    Layer(
        name: "perf.tool", summary: "which 'perf trace' follows and writes down, into memory",
        needs: [.program("perf"), .entries], perOperation: [.pageFaults: 0],
        leavesOpen: [.syscalls, .contextSwitches], isAlone: true, tasks: 1
    ) { site in
        guard let path = tool(named: "perf") else { throw Refusal("perf is not installed") }
        let written = try site.cleanup.keep(Scroll(), Scroll.close)
        let listener = PerfListener(written.number)
        return Imposition(
            enter: { _ in listener.enter() },
            attach: { task in
                let words = Words([path, "trace", "-p", "\(task.partner.process)"])
                defer { words.free() }
                let nowhere = try Descriptor(opening: "/dev/null", O_RDWR)
                defer { nowhere.close() }
                let tracer = try Partner(.process, on: site.place.cpu) {
                    // It mounts tracefs, and is to do so for itself.
                    _ = k_unshare_mounts()
                    guard k_redirect(nowhere.number, nowhere.number, written.number) == 0 else { return }
                    _ = k_become(words.first, words.list)
                }
                site.cleanup.add(tracer.end)
                for _ in 0..<1000 where !holdsEvents(tracer.process) {
                    guard tracer.isAlive else { throw Refusal("perf does not follow the task: \(written.lastLine)") }
                    usleep(10_000)
                }
            }, witness: .count({ _ in listener.answered() }, perIteration: 0, besides: 1),
            notes: ["the bare task, too, takes the longer way in that perf makes the kernel take"])
    },
]

/// Whether a process has performance events open.
private func holdsEvents(_ process: Int32) -> Bool {
    let folder = "/proc/\(process)/fd"
    return entriesOfFolder(folder).contains { targetOfLink("\(folder)/\($0)") == "anon_inode:[perf_event]" }
}

/// How a task can tell that perf follows it: perf writes down a call with a number that no process has.
private final class PerfListener {
    private let written: Int32
    private var number = UInt32.random(in: 1 << 29..<1 << 30)
    private var isUnder = false
    private var found = 0

    init(_ written: Int32) {
        self.written = written
        _ = k_append_only(written)
    }

    func enter() -> Int32 {
        isUnder = true
        return 0
    }

    /// In a task: how many of its calls perf has written down. One under the layer waits for each, and then forgets
    /// what is written; a bare one only looks.
    func answered() -> Int {
        if isUnder { number += 1 }
        // For the first it may have to wait until perf has started.
        let patience: Int32 = isUnder ? found == 0 ? 3000 : 1000 : 0
        if k_call_is_written(written, isUnder ? number : number ^ 1 << 29, patience) != 0 { found += 1 }
        if isUnder { ftruncate(written, 0) }
        return found
    }
}

extension Need {
    /// A program that is installed.
    static func program(_ name: String) -> Need {
        Need(name) { _ in tool(named: name) == nil ? .unsupported("\(name) is not installed") : nil }
    }
}
