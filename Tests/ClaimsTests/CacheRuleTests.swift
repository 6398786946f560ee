import Sampling
import Testing

@testable import Claims

/// What a switch makes cold, after a fiber's switch and after a thread's, by the size of the set.
@Suite struct CacheRuleTests {
    /// The rows of a sweep over two sizes: what is cold at each, on top of a switch that costs 500 or 5 ns.
    private func verdict(fiber: [Double], thread: [Double], width: Double = 1) throws -> Judgement {
        let sizes = [4096, 65_536]
        var scripts = [
            Script("touch.fiber.asm@bytes=0", 5, less: 0, wobble: spread(0.1)),
            Script.hop("touch.pipe.thread@bytes=0", 600, less: 100, wobble: spread(0.1)),
        ]
        for (index, size) in sizes.enumerated() {
            let touching = Double(size) / 10
            scripts.append(
                Script(
                    "touch.fiber.asm@bytes=\(size)", 5 + touching + fiber[index], less: touching,
                    wobble: spread(1)))
            scripts.append(
                .hop(
                    "touch.pipe.thread@bytes=\(size)", 600 + touching + thread[index], less: 100 + touching,
                    wobble: spread(width)))
        }
        return try judge("cache-cost", scripts.map(\.record))
    }

    @Test func asMuchIsColdAfterAFibersSwitch() throws {
        #expect(try verdict(fiber: [200, 900], thread: [100, 800]).verdict == .holds)
    }

    @Test func lessIsColdAtEverySize() throws {
        let judgement = try verdict(fiber: [20, 90], thread: [100, 800])
        #expect(judgement.verdict == .doesNotHold)
        #expect(judgement.reason.contains("4 KiB: fiber ") && judgement.reason.contains("64 KiB: fiber "))
    }

    @Test func lessAtOneSizeDecidesNothing() throws {
        #expect(try verdict(fiber: [20, 900], thread: [100, 800]).verdict == .cannotTell)
    }

    @Test func intervalsThatStraddleDecideNothing() throws {
        #expect(try verdict(fiber: [100, 800], thread: [100, 800], width: 60).verdict == .cannotTell)
    }

    @Test func withoutTheSweepItSaysWhatToRun() throws {
        let lone = Script("touch.fiber.asm@bytes=4096", 100, less: 50)
        #expect(try judge("cache-cost", lone).reason.hasSuffix("run 'toll sweep touch'."))
    }
}
