import Testing

@testable import Counters

// What the kernel writes into a read buffer, by hand.

@Suite struct ReadingTests {
    @Test func aGroupIsReadByIdNotByPlace() throws {
        let words: [UInt64] = [3, 900, 800, 10, 71, 20, 72, 30, 73]
        let readings = try #require(groupReadings(words, ids: [73, 71, 72]))
        #expect(readings.map(\.value) == [30, 10, 20])
        #expect(readings.allSatisfy { $0.enabled == 900 && $0.running == 800 })
    }

    @Test(
        arguments: [
            [], [1], [1, 5], [1, 5, 5], [1, 5, 5, 7], [2, 5, 5, 7, 71], [UInt64.max, 5, 5, 7, 71], [1, 5, 5, 7, 99],
        ] as [[UInt64]])
    func aGroupThatIsCutShortOrStrangeGivesNothing(words: [UInt64]) {
        #expect(groupReadings(words, ids: [71]) == nil)
    }

    @Test func oneEventIsThreeWords() {
        #expect(singleReading([7, 8, 9]) == CounterReading(value: 7, enabled: 8, running: 9))
        #expect(singleReading([]) == nil)
        #expect(singleReading([7, 8]) == nil)
    }

    @Test func differencesGoAcrossTheWrapAround() {
        let earlier = CounterReading(value: .max - 4, enabled: 10, running: 10)
        let later = CounterReading(value: 5, enabled: 30, running: 25)
        #expect(later.since(earlier) == CounterReading(value: 10, enabled: 20, running: 15))
    }
}
