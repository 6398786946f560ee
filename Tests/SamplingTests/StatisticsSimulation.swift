import Glibc
import Sampling

/// Made-up measurements from a seed.
struct Simulation {
    var random: SplitMix64

    init(seed: UInt64) { random = SplitMix64(seed: seed) }

    /// From a normal distribution around 0 with standard deviation 1.
    mutating func normal() -> Double { (-2 * log(1 - random.unit())).squareRoot() * cos(2 * .pi * random.unit()) }

    /// From an exponential distribution with mean 1.
    mutating func exponential() -> Double { -log(1 - random.unit()) }

    /// Launches of batches around 100 with standard deviation 1, each batch resembling its predecessor, each launch set
    /// off from the others.
    mutating func launches(_ count: Int, of batches: Int, resemblance: Double = 0, apart: Double = 0) -> [[Double]] {
        (0..<count).map { _ in
            let offset = 100 + apart * normal()
            var state = normal()
            return (0..<batches).map { _ in
                state = resemblance * state + (1 - resemblance * resemblance).squareRoot() * normal()
                return offset + state
            }
        }
    }
}

extension Estimate {
    /// The first over the second of pairs, grouped by launch.
    static func ofRatio(_ pairs: [[(Double, Double)]]) -> Estimate? {
        ofMedian(pairs.map { $0.filter { $0.0.isFinite && $0.1.isFinite }.map { $0.0 / $0.1 } })
    }

    /// One sample over another that has nothing to do with it.
    static func ofRatio(independent a: [[Double]], _ b: [[Double]]) -> Estimate? {
        guard let a = ofMedian(a), let b = ofMedian(b) else { return nil }
        return ratio(a, b)
    }
}
