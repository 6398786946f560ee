internal import Glibc

/// The share of an operation that follows the core's clock: 1 where all of it does, 0 where none does, as in a wait for
/// memory. It is found from the row's own batches, each with the clock that it ran at.
public struct ClockShare: Sendable, Hashable {
    /// The share, from 0 to 1.
    public var value: Double
    /// Half the width of its 95 % interval.
    public var halfWidth: Double

    /// A share of known parts.
    public init(value: Double, halfWidth: Double) { (self.value, self.halfWidth) = (value, halfWidth) }

    /// Nothing follows the clock, for certain: what is not time, or waits for memory alone.
    public static let none = ClockShare(value: 0, halfWidth: 0)

    /// What is taken of an operation on the core of which nothing is known yet: most of it follows the clock. User and
    /// kernel code was seen between 0.7 and 1.2 of it.
    static let usual = ClockShare(value: 1, halfWidth: 0.6)

    /// Fewer batches than these say nothing of their own.
    static let fewestBatches = 12

    /// Finds the share from batches grouped by launch, each with its clock's speed against the usual one and its time.
    ///
    /// The slope of time over speed, both as logarithms and less their launch's usual value, is Theil and Sen's, with
    /// the interval that goes with it, made wider by as much as neighbouring batches resemble each other. What it says
    /// is weighed against ``usual`` by the two widths: where the clock hardly moved, the batches know little, and it
    /// does not matter either.
    public init(of launches: [[(speed: Double, time: Double)]]) {
        self = .usual
        var points: [(x: Double, y: Double)] = []
        var residuals: [[Double]] = []
        for launch in launches {
            let known = launch.filter { $0.speed > 0 && $0.time > 0 }.map { (x: -log($0.speed), y: log($0.time)) }
            guard known.count > 2, let usual = median(of: known.map(\.x)) else { continue }
            // The launch's level is that of the half nearest to its usual clock: a median of times at several clocks
            // belongs to none of them, and would lean towards the rarer ones.
            let near = known.sorted { abs($0.x - usual) < abs($1.x - usual) }.prefix((known.count + 1) / 2)
            guard let x = median(of: near.map(\.x)), let y = median(of: near.map(\.y)) else { continue }
            points += known.map { ($0.x - x, $0.y - y) }
            residuals.append(known.map { $0.y - y - ($0.x - x) })
        }
        // The line thins its points out along x; those without a step of the clock between them say nothing.
        guard points.count >= Self.fewestBatches, let line = RobustLine(points) else { return }
        let dependence = Dependence(of: residuals, around: 0)
        let own = (line.slope.high - line.slope.low) / 2 * dependence.autocorrelationTime.squareRoot()
        guard own.isFinite, own > 0, line.slope.median.isFinite else { return }
        let (weight, usual) = (1 / (own * own), 1 / (Self.usual.halfWidth * Self.usual.halfWidth))
        value = min(1, max(0, (line.slope.median * weight + Self.usual.value * usual) / (weight + usual)))
        halfWidth = 1 / (weight + usual).squareRoot()
    }

    /// What a time at a clock that is so much faster than the usual one comes to at the usual one.
    func corrected(_ time: Double, at speed: Double) -> Double { value == 0 ? time : time * pow(speed, value) }
}
