internal import Basics
internal import CKernel
internal import Glibc
internal import Sampling

/// What the numbers of tasks cost. Each makes the cheapest process there is, ends and reaps it; what differs is the
/// space that its number comes from.
let pidProbes: [Probe] = [level(), live(), spaceProbe(.wrap), spaceProbe(.full)]

/// A process takes one number more for each PID namespace that lies around it.
private func level(_ levels: Int = 31) -> Probe {
    Probe(
        "create.pid.level", "a process that gets \(numbered(levels, "number")) more, against one that gets none more",
        per: "task", net: "the numbers that it gets more",
        does: [.tasksCreated: 1], tasks: 2 + levels, isDefault: false,
        takes: [Parameter("levels", 1...32, default: 31, "PID namespaces in one another")],
        vary: { level($0["levels"]) }
    ) { _ in
        try unwinding { cleanup in
            let nest = try cleanup.keep(PidNest(levels: levels), PidNest.close)
            let bare = try cleanup.keep(BareTask(), BareTask.free)
            return Rig(
                notes: ["the baseline makes the same process outside the namespaces"] + [nest.note].compactMap(\.self),
                facts: [.levels: Double(levels)],
                baseline: { n in
                    try nest.leave()
                    for _ in 0..<n { try bare.process() }
                    try nest.leave()
                },
                finish: cleanup.run,
                loop: { n in
                    try nest.enter()
                    for _ in 0..<n { try bare.process() }
                    try nest.leave()
                })
        }
    }
}

/// Other tasks hold numbers meanwhile.
private func live(_ count: Int = 1000) -> Probe {
    Probe(
        "create.pid.live", "a process among \(numbered(count, "live task that sleeps", "live tasks that sleep"))",
        per: "task",
        does: [.tasksCreated: 1],
        tasks: 2 + count, isAlone: true, isDefault: false,
        takes: [Parameter("live", 0...4_000_000, default: 1000, "tasks that live meanwhile")],
        vary: { live($0["live"]) }
    ) { place in
        try unwinding { cleanup in
            let bare = try cleanup.keep(BareTask(), BareTask.free)
            let population = try cleanup.keep(Population(count, memory: place.memory), Population.end)
            return Rig(
                notes: [population.shortfall].compactMap(\.self), facts: [.liveTasks: Double(population.count)],
                finish: cleanup.run,
                loop: { n in for _ in 0..<n { try bare.process() } })
        }
    }
}

/// A small space of numbers.
private enum Space: String {
    case wrap, full

    var summary: String {
        self == .wrap
            ? "a process in a small space of numbers that begins again and again, against one in a large space"
            : "a process in a space of numbers that is all but full, against one in a large space"
    }
    /// Its size, and how many numbers are to be free in it.
    var usual: (most: Int, free: Int) { self == .wrap ? (1024, .max) : (4096, 64) }
}

/// A space of numbers with its own `pid_max`, which namespaces have since Linux 6.14: the machine's is not touched.
private func spaceProbe(_ kind: Space, most: Int? = nil, free: Int? = nil) -> Probe {
    let (most, free) = (most ?? kind.usual.most, free ?? kind.usual.free)
    let held = max(0, most - 2 - min(free, most))
    let size = Parameter("max", 512...4_194_304, default: kind.usual.most, "size of the space of numbers")
    let room = Parameter("free", 2...4_000_000, default: kind.usual.free, "numbers that are free in it")
    return Probe(
        "create.pid.\(kind)", kind.summary, per: "task", net: "what the small space adds", does: [.tasksCreated: 1],
        needs: [.ownPidMax],
        tasks: 4 + held, isAlone: held > 0, isDefault: false, takes: kind == .full ? [size, room] : [size],
        vary: { spaceProbe(kind, most: $0["max"], free: $0[given: "free"]) }
    ) { place in
        guard held * Population.bytesPerTask <= place.memory else {
            throw Refusal("\(held) tasks do not fit into \(place.memory >> 20) MiB")
        }
        return try unwinding { cleanup in
            let bare = try cleanup.keep(BareTask(), BareTask.free)
            let stack = try Stack(bytes: 4096)
            defer { stack.free() }
            let small = try PidNest(levels: 1) {
                let set = setPidMax(most)
                if set != 0 { return set }
                for _ in 0..<held {
                    let task = k_clone_thread_parked(stack.top)
                    if task < 0 { return Int32(task) }
                }
                return 0
            }
            cleanup.add(small.close)
            let large = try cleanup.keep(PidNest(levels: 1), PidNest.close)
            var numbers: [Int] = []
            try small.enter()
            for _ in 0..<min(3 * min(most, free), 4096) { numbers.append(try bare.number()) }
            try small.leave()
            var facts = NumberSequence(numbers).facts
            facts[.pidMax] = Double(most)
            facts[.heldNumbers] = Double(held + 1)
            return Rig(
                notes: ["\(held + 1) of \(most) numbers are held"] + NumberSequence(numbers).notes
                    + [small.note].compactMap(\.self), facts: facts,
                baseline: { n in
                    try large.enter()
                    for _ in 0..<n { try bare.process() }
                    try large.leave()
                },
                finish: cleanup.run,
                loop: { n in
                    try small.enter()
                    for _ in 0..<n { try bare.process() }
                    try small.leave()
                })
        }
    }
}

/// Sets the `pid_max` of the calling process's namespace: 0, or a negated error number. Runs where nothing may be made.
private func setPidMax(_ most: Int) -> Int32 {
    let file = open("/proc/sys/kernel/pid_max", O_WRONLY)
    guard file >= 0 else { return -errno }
    defer { close(file) }
    return withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 16) { text in
        var (rest, length) = (most, 0)
        repeat {
            length += 1
            text[16 - length] = UInt8(48 + rest % 10)
            rest /= 10
        } while rest > 0
        return write(file, text.baseAddress! + 16 - length, length) < 0 ? -errno : 0
    }
}

extension Need {
    /// PID namespaces with a `pid_max` of their own. Before 6.14 there was one for all, which is not ours to change.
    static let ownPidMax = Need("pid_max of a namespace (Linux 6.14)") { _ in
        guard KernelRelease.running.isAtLeast(6, 14) else {
            let release = KernelRelease.running.text
            return .unsupported("Linux \(release) has one pid_max for all PID namespaces (6.14 and later: one each)")
        }
        return nil
    }
}

/// The numbers that tasks got one after another.
struct NumberSequence {
    private let steps: [(from: Int, to: Int)]

    init(_ numbers: [Int]) { steps = Array(zip(numbers, numbers.dropFirst())).map { ($0, $1) } }

    /// How many steps there were, how many of them to the very next number, how many further up and how many down,
    /// and the numbers between which the first step down lies.
    var facts: [RowFact: Double] {
        guard !steps.isEmpty else { return [:] }
        var facts: [RowFact: Double] = [
            .steps: Double(steps.count), .stepsToNext: Double(steps.count { $0.to == $0.from + 1 }),
            .stepsFurtherUp: Double(steps.count { $0.to > $0.from + 1 }),
            .stepsDown: Double(steps.count { $0.to <= $0.from }),
        ]
        if let wrap = steps.first(where: { $0.to <= $0.from }) {
            (facts[.wrapFrom], facts[.wrapTo]) = (Double(wrap.from), Double(wrap.to))
        }
        return facts
    }

    /// The same as a remark.
    var notes: [String] {
        guard let next = facts[.stepsToNext] else { return [] }
        let wrap = steps.first { $0.to <= $0.from }
        return [
            "of \(steps.count) steps from one new number to the following, \(Int(next)) were to the very next"
                + (wrap.map { ", \(Int(facts[.stepsDown] ?? 0)) down: the first from \($0.from) to \($0.to)" } ?? "")
        ]
    }
}
