import CKernel
import CSelftest
import Counters
import Glibc

let cycles = CounterEvent(name: "cycles", type: 0, config: 0)
let instructions = CounterEvent(name: "instructions", type: 0, config: 1)
let rounds: UInt64 = 1_000_000
/// Instructions of the known loop.
let known = rounds * UInt64(known_loop_instructions)

/// What a group counts while `body` runs.
func count(_ group: CounterGroup, _ body: () -> Void) throws(CounterRefusal) -> [CounterReading] {
    let before = try group.read()
    group.enable()
    body()
    group.disable()
    return zip(try group.read(), before).map { $0.since($1) }
}

func near(_ value: UInt64, _ expected: UInt64, within allowed: UInt64) -> Bool {
    value >= expected ? value - expected <= allowed : expected - value <= allowed
}

func knownLoopChecks(_ report: inout Report) {
    report.section("known loop") { report throws(CounterRefusal) in
        let group = try CounterGroup([instructions.byMode[0], cycles.byMode[0]], inherit: false)
        for round in 1...10 {
            let readings = try count(group) { known_loop(rounds) }
            report.check(
                "a loop of \(known) instructions, round \(round)",
                readings.allSatisfy { near($0.value, known, within: 100) && $0.enabled == $0.running },
                "\(readings[0].value) instructions, \(readings[1].value) cycles")
        }
    }
}

func modeChecks(_ report: inout Report) {
    report.section("user and kernel") { report throws(CounterRefusal) in
        let group = try CounterGroup(instructions.byMode + [instructions], inherit: false)
        let readings = try count(group) {
            known_loop(rounds)
            for _ in 0..<1000 { _ = k_syscall0(k_nr_getppid) }
        }
        let (user, kernel, both) = (readings[0].value, readings[1].value, readings[2].value)
        // The three are started and stopped one after the other, some instructions of the kernel apart.
        report.check(
            "user + kernel = both", near(user + kernel, both, within: 3000), "\(user) + \(kernel), both \(both)")
        report.check(
            "1000 system calls are in the kernel's count", kernel > 50_000 && near(user, known, within: 20_000),
            "\(kernel) instructions in the kernel, \(user) in user mode")
    }
}

/// Two processes that hand a byte to and fro, each running the known loop between.
func switchingPairChecks(_ report: inout Report) {
    report.section("switching pair") { report throws(CounterRefusal) in
        let events = [instructions.byMode[0], .contextSwitches]
        let both = try CounterGroup(events, inherit: true)
        let own = try CounterGroup(events, inherit: false)
        let hands: UInt64 = 200
        let loop: UInt64 = 20_000
        var there: [Int32] = [0, 0]
        var back: [Int32] = [0, 0]
        guard pipe(&there) == 0, pipe(&back) == 0 else { return report.check("pipes", false, "errno \(errno)") }
        var byte: UInt8 = 0
        let child = k_fork()
        if child == 0 {
            for _ in 0..<hands {
                _ = read(there[0], &byte, 1)
                known_loop(loop)
                _ = write(back[1], &byte, 1)
            }
            _ = read(there[0], &byte, 1)
            _exit(0)
        }
        own.enable()
        let readings = try count(both) {
            for _ in 0..<hands {
                known_loop(loop)
                _ = write(there[1], &byte, 1)
                _ = read(back[0], &byte, 1)
            }
        }
        own.disable()
        let alone = try own.read()
        _ = write(there[1], &byte, 1)
        waitpid(child, nil, 0)
        let side = hands * loop * UInt64(known_loop_instructions)
        report.check(
            "both sides of a switching pair are counted", near(readings[0].value, 2 * side, within: side / 10),
            "\(readings[0].value) instructions, the loops have \(2 * side)")
        report.check(
            "without inheritance one side is", near(alone[0].value, side, within: side / 10),
            "\(alone[0].value) instructions, the loop has \(side)")
        report.check(
            "two switches a round", near(readings[1].value, 2 * hands, within: hands / 50 + 2),
            "\(readings[1].value) in \(hands) rounds")
    }
}

func eightCycleChecks(_ report: inout Report) {
    report.section("eight cycles an instruction") { report throws(CounterRefusal) in
        let group = try CounterGroup([cycles.byMode[0], instructions.byMode[0]], inherit: false)
        for round in 1...5 {
            let readings = try count(group) { known_loop(rounds) }
            let (cycles, instructions) = (readings[0].value, readings[1].value)
            report.check(
                "cycles = 8 × instructions, round \(round)",
                near(instructions, known, within: 100) && near(cycles, 8 * instructions, within: 1000),
                "\(cycles) cycles, \(instructions) instructions")
        }
    }
}

func cyclesOnlyChecks(_ report: inout Report) {
    let pass = CountingPass([cycles, instructions])
    let names = pass.layout.groups.flatMap { $0 }.map(\.name)
    report.check("cycles are there", names == ["cycles:u", "cycles:k"], names.joined(separator: ", "))
    report.check(
        "instructions are absent with their reason",
        pass.layout.refusals.count == 2
            && pass.layout.refusals.allSatisfy { $0.reason.hasPrefix("this machine's counters have no such event") },
        pass.layout.refusals.map(\.description).joined(separator: "; "))
    report.section("cycles") { report in
        var batches: [CountedBatch] = []
        for group in 0..<pass.count {
            batches.append(
                try pass.measure(group: group, operations: rounds) {
                    known_loop(rounds)
                    return 1
                })
        }
        let profile = OperationProfile(eventCounts(pass.layout, batches), nanoseconds: 1)
        report.check("cycles an operation", (profile.cycles.number ?? 0) > 0, "\(profile.cycles)")
        report.check("IPC is absent", profile.instructionsPerCycle.reason != nil, "\(profile.instructionsPerCycle)")
    }
}
