import CKernel
import Glibc
import Sampling
import Support
import Testing

@testable import Probes

/// The rows whose tasks are on one CPU: on two, a byte may be there before its reader sleeps, which is no fault.
private let names = Catalog.probes.map(\.name).filter { $0.family == "switch" && $0.parts.last != "cross" }

/// Rows on two CPUs that are not to sleep: a request to the machine's power management, and tasks that spin.
private let heldAwake: [RowName] = {
    var cpus = [Int32](repeating: 0, count: 1024)
    guard k_allowed_cpus(0, &cpus, Int32(cpus.count)) > 1 else { return [] }
    return [1, 2].map { "switch.pipe.process@cpu=\(cpus[0]),partner=\(cpus[1]),idle=\($0)" }
}()

/// Every row of the family is set up, run and taken down in a process of its own, and compared with what it declares.
@Suite(.serialized, .inTurn)
struct SwitchTests {
    @Test(arguments: names)
    func switchesAsDeclared(_ name: RowName) async {
        let ended = await #expect(processExitsWith: .success, observing: [\.standardOutputContent]) { [name] in
            guard let seen = try sighting(of: Catalog.probe(named: name)) else { return }
            print("\(name): \(seen.switches) switches a hop, baseline \(seen.baselineSwitches)")
            #expect(abs(seen.switches - 1) <= 0.01, "\(seen.switches) switches a hop")
            #expect(seen.baselineSwitches <= 0.01, "\(seen.baselineSwitches) switches a hop of the baseline")
            #expect(seen.descriptorsLeft.isEmpty, "descriptors \(seen.descriptorsLeft) are left")
            #expect(seen.childrenLeft.isEmpty, "children \(seen.childrenLeft) are left")
            #expect(isTrueSoon { seen.partners.allSatisfy { !isAlive($0) } }, "a partner lives on")
        }
        tell(ended)
    }
}

/// What is seen of a probe that is set up, run and taken down; nil where it cannot run here.
func sighting(of probe: Probe) throws -> Sighting? {
    try onThreadOfItsOwn { place in
        if let reason = probe.missing(at: place) {
            print("\(probe.name) is skipped: \(reason)")
            return nil
        }
        let descriptors = entries(in: "/proc/thread-self/fd")
        var sighting: Sighting
        do {
            let rig = try probe.prepare(place)
            sighting = try watch(rig, hops: probe.subject.operationsPerIteration)
            sighting.partners = rig.partners
            rig.finish()
        } catch let refusal as Refusal {
            print("\(probe.name) is skipped: \(refusal)")
            return nil
        }
        sighting.descriptorsLeft = entries(in: "/proc/thread-self/fd").subtracting(descriptors)
        sighting.childrenLeft = textOf("/proc/thread-self/children")
        return sighting
    }
}

/// What was seen of one probe.
struct Sighting {
    var switches = 0.0
    var baselineSwitches = 0.0
    var descriptorsLeft: Set<String> = []
    var childrenLeft = ""
    var partners: [Participant] = []
}

/// Whether a task lives: one that is dead and not yet reaped holds nothing any more.
func isAlive(_ task: Participant) -> Bool {
    let status = textOf("/proc/\(task.process)/task/\(task.task)/status")
    return !status.isEmpty && !status.contains("State:\tZ")
}

/// Whether something comes true within five seconds: the kernel takes namespaces and their threads down at leisure.
func isTrueSoon(_ condition: () -> Bool) -> Bool {
    for _ in 0..<500 {
        if condition() { return true }
        usleep(10_000)
    }
    return condition()
}

/// Runs the loops a few times over and counts the switches of all tasks that take part, each from its own status file:
/// the count nearest to the declared one, since other tasks of the machine add switches to some runs but never to all.
private func watch(_ rig: Rig, hops: Int) throws -> Sighting {
    let rounds = max(1, 10_000 / hops)
    func switchesAHop(_ loop: (Int) throws -> Void) throws -> Double {
        let before = switches(rig)
        try loop(rounds)
        return Double(switches(rig) - before) / Double(rounds * hops)
    }
    var sighting = Sighting()
    try rig.loop(max(1, rounds / 10))
    let seen = try (0..<4).map { _ in try switchesAHop(rig.loop) }
    sighting.switches = seen.min { abs($0 - 1) < abs($1 - 1) }!
    if let baseline = rig.baseline {
        try baseline(1)
        sighting.baselineSwitches = try (0..<4).map { _ in try switchesAHop(baseline) }.min()!
    }
    return sighting
}

/// The switches of the caller and of all partners so far.
private func switches(_ rig: Rig) -> Int {
    ([(getpid(), k_gettid())] + rig.partners.map { ($0.process, $0.task) }).reduce(0) { sum, task in
        let status = textOf("/proc/\(task.0)/task/\(task.1)/status")
        return status.split(separator: "\n").reduce(sum) { sum, line in
            line.contains("ctxt_switches") ? sum + (Int(line.split(separator: "\t").last ?? "") ?? 0) : sum
        }
    }
}

/// The text of a file of proc, empty where there is none.
func textOf(_ path: String) -> String {
    let file = open(path, O_RDONLY | O_CLOEXEC)
    guard file >= 0 else { return "" }
    defer { close(file) }
    var bytes = [UInt8](repeating: 0, count: 1 << 16)
    let count = read(file, &bytes, bytes.count)
    return String(decoding: bytes.prefix(max(0, count)), as: UTF8.self)
}

/// The names in a folder. The descriptor that reads it is not among them.
func entries(in folder: String) -> Set<String> {
    guard let stream = opendir(folder) else { return [] }
    defer { closedir(stream) }
    var names: Set<String> = []
    while let entry = readdir(stream) {
        let name = withUnsafePointer(to: &entry.pointee.d_name) {
            $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
        }
        // Elsewhere the same number is something else's, such as a task's.
        if !folder.hasSuffix("/fd") || name != "\(dirfd(stream))" { names.insert(name) }
    }
    return names
}

extension SwitchTests {
    /// A worker is killed while it measures. Whatever it made must go with it.
    @Test(arguments: names + heldAwake)
    func leavesNothingBehindWhenKilled(_ name: RowName) async {
        await #expect(processExitsWith: .success) { [name] in
            let probe = try Catalog.probe(named: name)
            let before = Traces()
            guard let killed = try onThreadOfItsOwn({ try killWorker(of: probe, at: $0) }) else { return }
            #expect(isTrueSoon { killed.allSatisfy { !isAlive($0) } }, "a task lives on")
            #expect(isTrueSoon { Traces().minus(before).isEmpty }, "\(Traces().minus(before))")
        }
    }
}

/// What the kernel could keep of a probe for longer than its tasks live.
struct Traces {
    let all: Set<String>

    init() {
        var all: Set<String> = []
        let nexts = [
            ("program", BPF_PROG_GET_NEXT_ID), ("map", BPF_MAP_GET_NEXT_ID), ("link", BPF_LINK_GET_NEXT_ID),
        ]
        for (kind, command) in nexts {
            var next = bpf_attr()
            while k_bpf(Int32(command.rawValue), &next) == 0 {
                all.insert("BPF \(kind) \(next.next_id)")
                next.start_id = next.next_id
            }
        }
        for folder in ["/sys/fs/cgroup", "/sys/fs/cgroup/cpu", "/sys/fs/cgroup/cpuacct"] {
            for entry in entries(in: folder) where entry.hasPrefix("toll-") { all.insert("\(folder)/\(entry)") }
        }
        for line in textOf("/proc/sysvipc/sem").split(separator: "\n").dropFirst() { all.insert("semaphore \(line)") }
        for device in entries(in: "/sys/class/net") { all.insert("device \(device)") }
        for task in entries(in: "/proc") {
            let name = textOf("/proc/\(task)/comm")
            if name.hasPrefix("napi/t") { all.insert("thread \(name)") }
            guard let number = Int32(task) else { continue }
            let policy = sched_getscheduler(number)
            if policy == SCHED_FIFO || policy == SCHED_RR { all.insert("real-time task \(number)") }
        }
        // What the requests of all processes together come to, in microseconds.
        var latency: Int32 = -1
        let requests = open("/dev/cpu_dma_latency", O_RDONLY | O_CLOEXEC)
        if requests >= 0, read(requests, &latency, 4) == 4 { all.insert("a wake-up latency of \(latency) µs") }
        close(requests)
        self.all = all
    }

    func minus(_ earlier: Traces) -> Set<String> { all.subtracting(earlier.all) }
}

/// Starts a process that runs a probe over and over, and kills it. Nil where the probe cannot run here.
private func killWorker(of probe: Probe, at place: Place) throws -> [Participant]? {
    if probe.missing(at: place) != nil { return nil }
    let report = try Pipe()
    defer { report.close() }
    let worker = k_fork()
    if worker == 0 {
        let rig: Rig
        do { rig = try probe.prepare(place) } catch { _exit(error is Refusal ? 77 : 1) }
        guard (try? rig.loop(1)) != nil else { _exit(1) }
        var numbers = [Int32(rig.partners.count)] + rig.partners.flatMap { [$0.process, $0.task] }
        _ = write(report.writer, &numbers, numbers.count * 4)
        while (try? rig.loop(100)) != nil {}
        _exit(1)
    }
    var numbers = [Int32](repeating: 0, count: 1024)
    let told = report.hasInput(within: 10_000) ? read(report.reader, &numbers, numbers.count * 4) : 0
    usleep(20_000)
    kill(worker, SIGKILL)
    var status: Int32 = 0
    waitpid(worker, &status, 0)
    if told <= 0, k_signalled(status) == 0, k_exit_status(status) == 77 { return nil }
    guard told > 0 else { throw Refusal("the worker did not start") }
    #expect(k_signalled(status) != 0, "it was to be killed, and ended by itself")
    return (0..<Int(numbers[0])).map { Participant(process: numbers[2 * $0 + 1], task: numbers[2 * $0 + 2]) }
}
