internal import Basics
internal import CKernel
internal import Counters
internal import Glibc
internal import Sampling

/// What the numbers of tasks cost. Each makes the cheapest process there is, ends and reaps it; what differs is the
/// space that its number comes from.
let pidProbes: [Probe] = [level(), live(), spaceProbe(.wrap), spaceProbe(.full)]

/// A process takes one number more for each PID namespace that lies around it.
private func level(_ levels: Int = 31, name: String = "create.pid.level") -> Probe {
    Probe(
        name, "a process that gets \(numbered(levels, "number")) more, against one that gets none more", per: "task",
        does: [.tasksCreated: 1], tasks: 2 + levels, isDefault: false,
        vary: { parameters throws(Refusal) in
            var levels = 31
            for (key, value) in parameters.values {
                guard key == "levels" else { throw Refusal("\(name) has no parameter '\(key)': it takes levels") }
                levels = try Parameters.check(key, value, 1...32)
            }
            return level(levels, name: "create.pid.level@\(parameters.text)")
        }
    ) { _ in
        let nest = try PidNest(levels: levels)
        let bare = try BareTask()
        return Rig(
            notes: ["the baseline makes the same process outside the namespaces"] + [nest.note].compactMap(\.self),
            facts: ["levels": Double(levels)],
            baseline: { n in
                try nest.leave()
                for _ in 0..<n { try bare.process() }
                try nest.leave()
            },
            finish: {
                nest.close()
                bare.free()
            },
            loop: { n in
                try nest.enter()
                for _ in 0..<n { try bare.process() }
                try nest.leave()
            })
    }
}

/// Other tasks hold numbers meanwhile.
private func live(_ count: Int = 1000, name: String = "create.pid.live") -> Probe {
    Probe(
        name, "a process among \(numbered(count, "live task that sleeps", "live tasks that sleep"))", per: "task",
        does: [.tasksCreated: 1],
        tasks: 2 + count, isAlone: true, isDefault: false,
        vary: { parameters throws(Refusal) in
            var count = 1000
            for (key, value) in parameters.values {
                guard key == "live" else { throw Refusal("\(name) has no parameter '\(key)': it takes live") }
                count = try Parameters.check(key, value, 0...4_000_000)
            }
            return live(count, name: "create.pid.live@\(parameters.text)")
        }
    ) { place in
        let bare = try BareTask()
        let population = try Population(count, memory: place.memory)
        return Rig(
            notes: [population.shortfall].compactMap(\.self), facts: ["live-tasks": Double(population.count)],
            finish: {
                population.end()
                bare.free()
            },
            loop: { n in for _ in 0..<n { try bare.process() } })
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

/// A space of numbers with a `pid_max` of its own, which namespaces have since Linux 6.14: the machine's is not touched.
private func spaceProbe(_ kind: Space, most: Int? = nil, free: Int? = nil, name given: String? = nil) -> Probe {
    let name = given ?? "create.pid.\(kind)"
    let (most, free) = (most ?? kind.usual.most, free ?? kind.usual.free)
    let held = max(0, most - 2 - min(free, most))
    return Probe(
        name, kind.summary, per: "task", does: [.tasksCreated: 1], needs: [.ownPidMax], tasks: 4 + held,
        isAlone: held > 0, isDefault: false,
        vary: { parameters throws(Refusal) in
            var (most, free): (Int?, Int?)
            for (key, value) in parameters.values {
                switch key {
                case "max": most = try Parameters.check(key, value, 512...4_194_304)
                case "free" where kind == .full: free = try Parameters.check(key, value, 2...4_000_000)
                default:
                    throw Refusal(
                        "create.pid.\(kind) has no parameter '\(key)': it takes max"
                            + (kind == .full ? " and free" : ""))
                }
            }
            return spaceProbe(kind, most: most, free: free, name: "create.pid.\(kind)@\(parameters.text)")
        }
    ) { place in
        guard held * Population.bytesPerTask <= place.memory else {
            throw Refusal("\(held) tasks do not fit into \(place.memory >> 20) MiB")
        }
        let bare = try BareTask()
        let stack = try Stack(bytes: 4096)
        defer { stack.free() }
        let small = try PidNest(levels: 1) {
            guard setPidMax(most) else { return false }
            for _ in 0..<held {
                let task = k_clone_thread_parked(stack.top)
                if task < 0 {
                    errno = Int32(-task)
                    return false
                }
            }
            return true
        }
        let large = try PidNest(levels: 1)
        var numbers: [Int] = []
        try small.enter()
        for _ in 0..<min(3 * min(most, free), 4096) { numbers.append(try bare.number()) }
        try small.leave()
        var facts = NumberSequence(numbers).facts
        facts["pid-max"] = Double(most)
        facts["held-numbers"] = Double(held + 1)
        return Rig(
            notes: ["\(held + 1) of \(most) numbers are held"] + NumberSequence(numbers).notes
                + [small.note].compactMap(\.self), facts: facts,
            baseline: { n in
                try large.enter()
                for _ in 0..<n { try bare.process() }
                try large.leave()
            },
            finish: {
                small.close()
                large.close()
                bare.free()
            },
            loop: { n in
                try small.enter()
                for _ in 0..<n { try bare.process() }
                try small.leave()
            })
    }
}

/// Sets the `pid_max` of the calling process's namespace. Runs where nothing may be made.
private func setPidMax(_ most: Int) -> Bool {
    let file = open("/proc/sys/kernel/pid_max", O_WRONLY)
    guard file >= 0 else { return false }
    let written = withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 16) { text in
        var (rest, length) = (most, 0)
        repeat {
            length += 1
            text[16 - length] = UInt8(48 + rest % 10)
            rest /= 10
        } while rest > 0
        return write(file, text.baseAddress! + 16 - length, length) == length
    }
    let code = errno
    close(file)
    errno = code
    return written
}

extension Need {
    /// PID namespaces with a `pid_max` of their own. Before 6.14 there was one for all, which is not ours to change.
    static let ownPidMax = Need("pid_max of a namespace (Linux 6.14)") { _ in
        var name = utsname()
        uname(&name)
        let release = withUnsafeBytes(of: name.release) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
        let parts = release.split(whereSeparator: { !$0.isNumber }).compactMap { Int($0) }
        guard parts.count > 1, (parts[0], parts[1]) >= (6, 14) else {
            return "Linux \(release) has one pid_max for all PID namespaces (6.14 and later: one each)"
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
    var facts: [String: Double] {
        guard !steps.isEmpty else { return [:] }
        var facts = [
            "steps": Double(steps.count), "steps-to-next": Double(steps.count { $0.to == $0.from + 1 }),
            "steps-further-up": Double(steps.count { $0.to > $0.from + 1 }),
            "steps-down": Double(steps.count { $0.to <= $0.from }),
        ]
        if let wrap = steps.first(where: { $0.to <= $0.from }) {
            (facts["wrap-from"], facts["wrap-to"]) = (Double(wrap.from), Double(wrap.to))
        }
        return facts
    }

    /// The same as a remark.
    var notes: [String] {
        guard let next = facts["steps-to-next"] else { return [] }
        let wrap = steps.first { $0.to <= $0.from }
        return [
            "of \(steps.count) steps from one new number to the following, \(Int(next)) were to the very next"
                + (wrap.map { ", \(Int(facts["steps-down"] ?? 0)) down: the first from \($0.from) to \($0.to)" } ?? "")
        ]
    }
}
