import Counters
import Probes
import Sampling
import Testing

@testable import Workers

/// What goes between toll and a worker comes out as it went in; anything else comes out as nothing, and never traps.
@Suite struct MessageBufferTests {
    private let requests: [Request] = [
        .visit(VisitOrder(pairs: 4, iterations: 1 << 32, baselineIterations: 0)),
        .prove(iterations: 64, baseline: true), .prove(iterations: 1, baseline: false),
        .visit(MessageBufferTests.warmed), .warmUp(MessageBufferTests.warmed, stretches: 10),
        .distribution(nanoseconds: 400_000_000),
    ]

    /// An order of which every part is something.
    private static let warmed: VisitOrder = {
        var order = VisitOrder(pairs: 64, iterations: 250, baselineIterations: 900)
        (order.warmUp, order.addsPerChain, order.patience) = (64_000, 0.3945, 5_000_000)
        return order
    }()

    private let replies: [Reply] = {
        var tally = Tally(
            operations: 40, counted: [.contextSwitches: 40, .pageFaults: -1], absent: [.syscalls: "refused: ж"])
        tally.cpus = 2
        return [
            .ready(
                hasBaseline: true, notes: ["one", "", "drei — drei"],
                facts: [RowFact("a", unit: "ns", join: .lowerQuartile): -0.5], partners: [1, .max]),
            .ready(hasBaseline: false, notes: [], facts: [:], partners: []),
            .visit(
                Visit(
                    times: [1, 2], baseline: [3, 4],
                    sentinels: (0..<5).map { SentinelReading(chain: $0, adds: 9 - $0) }, tally: tally)),
            .tally(tally), .tally(Tally()), .failure(ProbeFailure(.skipped, "no")),
            .warmedUp([]), .warmedUp([253.5, 221, 202, 190.25, 0]),
        ]
    }()

    @Test func everyMessageComesOutAsItWentIn() {
        for request in requests { #expect(Request(MessageBuffer(bytes: request.message.bytes)) == request) }
        for reply in replies { #expect(Reply(MessageBuffer(bytes: reply.message.bytes)) == reply) }
    }

    /// Facts are equal by name: what else is known of one has to be looked at by itself.
    @Test func aFactKeepsItsUnitAndHowItIsJoined() throws {
        let fact = RowFact("a", unit: "ns", join: .lowerQuartile)
        let message = Reply.ready(hasBaseline: false, notes: [], facts: [fact: 1], partners: []).message
        guard case .ready(_, _, let facts, _) = Reply(MessageBuffer(bytes: message.bytes)) else {
            Issue.record("it is not understood")
            return
        }
        let read = try #require(facts.keys.first)
        #expect(read.name == "a" && read.unit == "ns" && read.join == .lowerQuartile)
        #expect(facts[fact] == 1)
    }

    @Test func aMessageThatIsCutOffIsNone() {
        for reply in replies {
            let bytes = reply.message.bytes
            for length in 0..<bytes.count {
                let cut = Reply(MessageBuffer(bytes: Array(bytes[..<length])))
                // Notes that are cut off are lost, and nothing else is.
                if case .ready = cut { continue }
                #expect(cut == nil, "\(length) of \(bytes.count) bytes")
            }
        }
    }

    @Test func aRequestThatIsCutOffIsNone() {
        for request in requests {
            let bytes = request.message.bytes
            for length in 0..<bytes.count {
                #expect(
                    Request(MessageBuffer(bytes: Array(bytes[..<length]))) == nil, "\(length) of \(bytes.count) bytes")
            }
        }
    }

    @Test func numbersOfAWarmUpThatCannotBeAreNoMessage() {
        for extreme in [Int64.min, -1, 2, 1 << 51, .max] {
            // The length is of more numbers than follow.
            #expect(Reply(.numbers([6, extreme, 5])) == nil)
        }
        #expect(Reply(.numbers([6])) == nil)
        // Whether they are times is looked at by whoever asked.
        #expect(Reply(.numbers([6, 1, .min])) == .warmedUp([-0.0]))
        for place in [1, 2, 3, 4, 6, 7] {
            var numbers: [Int64] = [4, 64, 250, 900, 64_000, 0, 5_000_000, 10]
            #expect(Request(.numbers(numbers)) != nil)
            numbers[place] = 1 << 51
            #expect(Request(.numbers(numbers)) == nil, "\(place)")
        }
    }

    @Test func hostileNumbersAreNoMessage() {
        let extremes: [Int64] = [.min, .min + 1, -1, .max, .max - 1, 1 << 51, -(1 << 51)]
        for reply in replies {
            let words = reply.message.bytes.count / 8
            for at in 0..<words {
                for extreme in extremes {
                    var bytes = reply.message.bytes
                    withUnsafeBytes(of: extreme) { bytes.replaceSubrange(at * 8..<at * 8 + 8, with: $0) }
                    let read = Reply(MessageBuffer(bytes: bytes))
                    guard case .visit(let visit) = read else { continue }
                    #expect((visit.times + visit.baseline).allSatisfy { abs($0) <= 1 << 50 })
                }
            }
        }
        let sum = MessageBuffer.numbers([1, 1, .max, 0, 0, 0, 1, 0, 0, 0])
        #expect(Reply(sum) == nil)
    }

    @Test func noiseNeverTraps() {
        var random = SplitMix64(seed: 42)
        var understood = 0
        for round in 0..<20_000 {
            var numbers = (0..<Int.random(in: 0..<40, using: &random)).map { _ in
                Int64.random(in: .min ... .max, using: &random)
            }
            // Small numbers are more likely to be taken for lengths and kinds.
            for index in numbers.indices where Int.random(in: 0..<3, using: &random) > 0 { numbers[index] &= 7 }
            var bytes = MessageBuffer.numbers(numbers).bytes
            if round.isMultiple(of: 3), !bytes.isEmpty { bytes.removeLast(Int.random(in: 0..<8, using: &random)) }
            if Reply(MessageBuffer(bytes: bytes)) != nil || Request(MessageBuffer(bytes: bytes)) != nil {
                understood += 1
            }
        }
        #expect(understood < 20_000)
    }

    @Test func anAssignmentSurvivesTheCommandLine() {
        for place in [
            Place(cpu: 3, otherCPU: nil, lastLevelCache: nil, memory: 1),
            Place(cpu: 0, otherCPU: 7, lastLevelCache: 33 << 20, memory: 1 << 40), Place(cpu: 5).withWorkRate,
        ] {
            for clock in [Clock(source: .raw, nanosecondsPerTick: 1), Clock(source: .ticks, nanosecondsPerTick: 0.37)] {
                let assignment = Assignment(probe: "switch.pipe.process", place: place, clock: clock)
                #expect(Assignment(arguments: assignment.arguments) == assignment)
            }
        }
    }

    @Test(arguments: [
        [], ["a"], ["a", "-1", "0", "0", "0", "raw", "1"], ["a", "0", "0", "0", "0", "sundial", "1"],
        ["a", "0", "x", "0", "0", "raw", "1"], ["a", "0", "0", "0", "0", "raw", "1", "2", "3"],
        ["a", "0", "0", "0", "0", "raw", "1", "0", "fast"], ["a", "0", "0", "0", "0", "raw", "1", "0", "inf"],
    ])
    func otherWordsAreNoAssignment(_ words: [String]) { #expect(Assignment(arguments: words) == nil) }
}

extension MessageBuffer {
    fileprivate static func numbers(_ numbers: [Int64]) -> MessageBuffer {
        var message = MessageBuffer()
        for number in numbers { message.put(number) }
        return message
    }
}
