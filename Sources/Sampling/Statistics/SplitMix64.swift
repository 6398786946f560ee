/// A small random number generator whose whole state is its seed (Steele, Lea and Flood, 2014).
///
/// The same seed gives the same numbers, indices and orders on every machine and with every version of the standard
/// library, so that the plan of a run can be repeated. It is no source of secrets.
public struct SplitMix64: RandomNumberGenerator, Sendable {
    private var state: UInt64

    /// A generator that starts at a seed. Every seed is a good one.
    public init(seed: UInt64) { state = seed }

    /// The next 64 random bits.
    public mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var bits = state
        bits = (bits ^ (bits >> 30)) &* 0xBF58_476D_1CE4_E5B9
        bits = (bits ^ (bits >> 27)) &* 0x94D0_49BB_1331_11EB
        return bits ^ (bits >> 31)
    }

    /// A number from 0 up to and without a bound, which must be above 0.
    ///
    /// The high half of a product: its bias, one part in 2⁶⁴ for each possible number, is far below what could be
    /// noticed.
    public mutating func index(below bound: Int) -> Int {
        precondition(bound > 0, "an index needs something to choose from")
        return Int(next().multipliedFullWidth(by: UInt64(bound)).high)
    }

    /// A number from 0 up to and without 1, in steps of 2⁻⁵³.
    public mutating func unit() -> Double { Double(next() >> 11) * 0x1p-53 }

    /// The elements in a random order (Fisher and Yates).
    public mutating func shuffled<Element>(_ elements: some Sequence<Element>) -> [Element] {
        var order = Array(elements)
        for last in stride(from: order.count - 1, to: 0, by: -1) {
            order.swapAt(last, index(below: last + 1))
        }
        return order
    }
}
