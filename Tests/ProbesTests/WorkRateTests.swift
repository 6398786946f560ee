import Testing

@testable import Probes

@Suite struct WorkRateTests {
    /// A step of the clock, 3 %, is mostly none of the rate.
    @Test(arguments: [(165_517, 1.0), (160_000, 1.0), (154_838, 1.0), (129_730, 1.2), (1, 160_000), (16_000_000, 0.1)])
    func aRateIsATenthOfAMultiply(nanoseconds: Int64, rate: Double) {
        #expect(Place.workRate(of: 160_000, in: nanoseconds) == rate)
    }

    @Test func workersOfARunComputeAlike() {
        var place = Place(cpu: 0)
        place.workRate = 1.2
        #expect(place.multiplies(lasting: 0) == 0)
        #expect(place.multiplies(lasting: 1) == 8)
        #expect(place.multiplies(lasting: 10_000) == 12_000)
        #expect(place.multiplies(lasting: 10_003) == 12_000)
        let looked = place.withWorkRate.workRate ?? 0
        #expect(looked >= 0.1 && abs((looked * 10).rounded() / 10 - looked) < 1e-9)
    }
}
