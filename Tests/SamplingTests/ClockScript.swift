import Glibc
import Sampling

/// A row whose core's clock moves, with the truth: what the operation costs at the usual clock, and how much of it
/// follows.
struct ClockScript {
    /// Nanoseconds of one operation at the usual clock.
    var cost = 100.0
    /// The same of its baseline; nil without one.
    var baseline: Double?
    /// The share of both that follows the clock.
    var share = 1.0
    /// The standard deviation of a batch, as a share.
    var noise = 0.01
    /// The standard deviation of a launch, as a share.
    var apart = 0.002
    var launches = 6
    var visits = 12
    var pairs = 4
    /// Nanoseconds of the chain at the usual clock.
    var chain = 25_000.0
    /// The clock beside each batch of a launch over the usual one, given how many there are.
    var clock: (Int, inout Simulation) -> [Double] = { count, _ in Array(repeating: 1, count: count) }
    var isMemoryBound = false

    /// A clock that steps between the usual one and one that is 5 % lower, and stays for some batches.
    static func steps(_ count: Int, _ simulation: inout Simulation) -> [Double] {
        var isSlow = false
        return (0..<count).map { _ in
            if simulation.random.unit() < (isSlow ? 0.15 : 0.08) { isSlow.toggle() }
            return isSlow ? 0.95 : 1
        }
    }

    /// A clock that wanders within 5 % to either side, slowly against a batch.
    static func wanders(_ count: Int, _ simulation: inout Simulation) -> [Double] {
        var clock = 0.95 + 0.1 * simulation.random.unit()
        return (0..<count).map { _ in
            clock = min(1.05, max(0.95, clock + 0.005 * simulation.normal()))
            return clock
        }
    }

    func record(_ simulation: inout Simulation) -> Record {
        var record = Record(
            Subject(
                name: "a.row", operation: "call", operationsPerIteration: 1, declaration: Declaration([:]), tasks: 1,
                isMemoryBound: isMemoryBound))
        for launch in 0..<launches { record.launches.append(self.launch(launch, &simulation)) }
        return record
    }

    private func launch(_ number: Int, _ simulation: inout Simulation) -> Launch {
        let series = baseline == nil ? 1 : 2
        var launch = Launch(
            order: VisitOrder(pairs: pairs, iterations: 1000, baselineIterations: series == 1 ? 0 : 1000))
        let here = 1 + apart * simulation.normal()
        // The reading after a batch is the one before the next, so a batch has the mean clock of two.
        let clocks = clock(visits * (pairs * series + 1), &simulation)
        for visit in 0..<visits {
            let first = visit * (pairs * series + 1)
            let readings = clocks[first...(first + pairs * series)].map { clock in
                SentinelReading(chain: Int64((chain / clock).rounded()), adds: Int64((chain / 2 / clock).rounded()))
            }
            func time(_ cost: Double, _ place: Int) -> Int64 {
                let own = Double(readings[place].chain + readings[place + 1].chain) / 2
                let luck = 1 + noise * simulation.normal()
                return Int64(cost * 1000 * here * luck * pow(own / chain, share))
            }
            var batches = Visit(times: [], baseline: [], sentinels: readings, tally: Tally())
            for pair in 0..<pairs {
                batches.times.append(time(cost, pair * series))
                if let baseline { batches.baseline.append(time(baseline, pair * series + 1)) }
            }
            launch.add(batches, round: number * visits + visit)
        }
        return launch
    }
}
