import CFiber
import CKernel
import Counters
import Glibc
import Sampling
import Testing

@testable import Probes

@Suite struct FiberTests {
    /// No fiber sleeps: the kernel notes no switch that the thread made of its own will.
    @Test(arguments: Catalog.probes.map(\.name).filter { $0.family == "fiber" })
    func neverSleeps(_ name: RowName) async {
        await #expect(processExitsWith: .success) { [name] in
            let probe = try Catalog.probe(named: name)
            let slept = try onThreadOfItsOwn { place in
                let rig = try probe.prepare(place)
                defer { rig.finish() }
                try rig.loop(10)
                let before = voluntarySwitches()
                try rig.loop(1000)
                return voluntarySwitches() - before
            }
            #expect(slept == 0, "\(slept)")
        }
    }

    /// Each part begins with a call, which is none of the operation's; a few rounds are one part.
    @Test(arguments: [(10, 1), (5000, 4), (100_000, 16)])
    func aPairIsTimedInParts(_ rounds: Int, _ parts: Int) async {
        await #expect(processExitsWith: .success) { [rounds, parts] in
            let probe = try Catalog.probe(named: "fiber.asm")
            let calls = try onThreadOfItsOwn { place in
                let rig = try probe.prepare(place)
                defer { rig.finish() }
                var watch = Stopwatch(Clock(source: .raw, nanosecondsPerTick: 1))
                if let timing = rig.timing { try timing(rounds, &watch) }
                return watch.ownCalls
            }
            #expect(calls == parts)
        }
    }

    @Test func aTaskSwitchIsOneJob() throws {
        let pair = TaskPair()
        try pair.run(switches: 10)
        let before = pair.jobs
        try pair.run(switches: 1000)
        #expect(pair.jobs - before == 1000)
        pair.end()
    }

    /// A batch is one task, and every call of the other actor is a job there and a job back.
    @Test func anActorHopIsOneJob() throws {
        let pair = ActorPair()
        try pair.run(calls: 10)
        let before = pair.jobs
        try pair.run(calls: 1000)
        let jobs = pair.jobs - before
        print("jobs for 1000 calls of an actor:", jobs)
        #expect(jobs >= 2000 && jobs < 2010)
    }

    /// A pair that saves the control words has the same ones on both sides, or others; the thread has its own again.
    @Test func controlWordsAreAsTheRowSays() async {
        await #expect(processExitsWith: .success) {
            let found = try onThreadOfItsOwn { _ in
                let stacks = try TwoStacks()
                defer { stacks.free() }
                let own = controlWords(stacks)
                return [f_rounds_same_control, f_rounds_other_control].map { rounds in
                    let pair = stacks.record(f_pair())
                    f_prepare(&pair.pointee.there, stacks.far, f_return_always_control, pair)
                    rounds(pair, 100)
                    let (here, there) = (pair.pointee.here.control, pair.pointee.there.control)
                    return (here == there, there == own, controlWords(stacks) == own)
                }
            }
            #expect(found[0] == (true, true, true))
            #expect(found[1] == (false, true, true))
        }
    }

    /// Both sides of a pair run where their row says, and the record lies where it says.
    @Test func stacksLieWhereTheRowSays() throws {
        let stacks = try TwoStacks()
        defer { stacks.free() }
        let record = stacks.record(Whereabouts())
        f_prepare(
            &record.pointee.pair.there, stacks.far,
            { argument in
                let record = argument!.assumingMemoryBound(to: Whereabouts.self)
                while true {
                    record.pointee.far = addressOfOwnFrame()
                    f_leave(&record.pointee.pair)
                }
            }, record)
        let loop = stacks.loop(
            { argument, count in
                let record = argument!.assumingMemoryBound(to: Whereabouts.self)
                record.pointee.near = addressOfOwnFrame()
                for _ in 0..<count { f_enter(&record.pointee.pair) }
                record.pointee.rounds += count
            }, record)
        loop(3)
        loop(0)
        loop(4)
        #expect(record.pointee.rounds == 7)
        #expect(UInt(bitPattern: stacks.near) % 4096 == 0 && UInt(bitPattern: stacks.far) % 4096 == 2048)
        #expect(UInt(bitPattern: record) % 4096 == 0)
        for (frame, top) in [(record.pointee.near, stacks.near), (record.pointee.far, stacks.far)] {
            #expect(frame < UInt(bitPattern: top) && frame > UInt(bitPattern: top) - 2048)
        }
    }

    /// The next state of each record is what the table says of its own event, and the events go on where they stopped.
    @Test func recordsAreSteppedByTheirEventsInTurn() {
        let events: [UInt8] = [0, 3, 1, 1, 2, 0, 3, 3]
        var states = [0, 0]
        for (index, event) in (0..<3).flatMap({ _ in events }).enumerated() where index < 22 {
            states[index % 2] = (states[index % 2] + 1 + Int(event)) % 8
        }
        events.withUnsafeBufferPointer { events in
            var stepping = f_stepping()
            stepping.events = events.baseAddress
            stepping.mask = UInt64(events.count - 1)
            f_steps(&stepping, 4)
            f_steps(&stepping, 7)
            #expect(stepping.given == 22)
            #expect([stepping.pair.0.state, stepping.pair.1.state] == states.map { UInt32($0) })
        }
    }

    /// What is live over an inline switch is kept, whole numbers and fractions, on both sides.
    @Test func anInlineSwitchKeepsWhatIsLive() throws {
        let stack = try Stack()
        defer { stack.free() }
        let test = UnsafeMutablePointer<InlineTest>.allocate(capacity: 1)
        defer { test.deallocate() }
        test.initialize(to: InlineTest())
        test.pointee.pair.there = f_inline_prepare(stack.top, otherSide, test)
        var (a, b, c, d) = (1, 2.5, UInt8(3), Float(4.25))
        for round in 1...1000 {
            f_inline_switch(&test.pointee.pair.here, &test.pointee.pair.there)
            a += round
            b += 0.5
            c &+= 3
            d = d < 100 ? d * 1.5 : 1
        }
        var (e, f) = (UInt8(3), Float(4.25))
        for _ in 1...1000 { (e, f) = (e &+ 3, f < 100 ? f * 1.5 : 1) }
        #expect(a == 1 + 500 * 1001)
        #expect(b == 502.5)
        #expect(c == e)
        #expect(d == f)
        #expect(test.pointee.count == 1000)
        #expect(test.pointee.sum == 1 + 999 * 0.25)
    }
}

private struct Whereabouts {
    var pair = f_pair()
    var near: UInt = 0
    var far: UInt = 0
    var rounds = 0
}

/// Where the stack is on which this is called.
@inline(never)
private func addressOfOwnFrame() -> UInt {
    var byte: UInt8 = 0
    return withUnsafePointer(to: &byte) { UInt(bitPattern: $0) }
}

private struct InlineTest {
    var pair = f_inline_pair()
    var count = 0
    var sum = 0.0
}

private func otherSide(_ argument: UnsafeMutableRawPointer?) {
    let test = argument!.assumingMemoryBound(to: InlineTest.self)
    var (count, sum) = (1, 1.0)
    while true {
        test.pointee.count = count
        test.pointee.sum = sum
        f_inline_switch(&test.pointee.pair.there, &test.pointee.pair.here)
        count += 1
        sum += 0.25
    }
}

/// The calling thread's own, as a fiber that it prepares gets them.
private func controlWords(_ stacks: TwoStacks) -> UInt64 {
    var pair = f_pair()
    f_prepare(&pair.there, stacks.far, f_return_always_control, nil)
    return pair.there.control
}

private func voluntarySwitches() -> Int {
    var usage = rusage()
    k_thread_usage(&usage)
    return usage.ru_nvcsw
}
