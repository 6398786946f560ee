import Machine
import Results
import Sampling

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// A run that was written instead of measured.
struct Script {
    /// Nanoseconds per operation, by the rows' names.
    var costs: [(name: RowName, cost: Double)]
    /// The standard deviation of a batch, as a share.
    var noise = 0.01
    /// The standard deviation of a launch, as a share.
    var launchNoise = 0.002
    /// The standard deviation of what a whole run adds to each row, as a share: the machine's state that day.
    var runNoise = 0.0
    var launches = 6
    var visits = 12
    var version = 1
    var chain: Int64 = 1000
    var adds: Int64 = 500
    /// Of so many visits one has the core to itself.
    var undisturbedOneIn = 1
    var machine = Fingerprint(["cpu.model": .text("Scripted 3000"), "kernel.release": .text("6.1")])

    init(_ costs: [(RowName, Double)]) { self.costs = costs.map { (name: $0.0, cost: $0.1) } }

    func result(seed: UInt64) -> ResultFile {
        var random = SplitMix64(seed: seed)
        let plan = Plan(budget: 1_000_000_000, launches: launches, seed: seed)
        let conditions = RunConditions(plan: plan, cpu: 1, otherCPU: 0, clock: "scripted", began: 1_700_000_000)
        let records = costs.map { name, cost in
            var record = Record(
                Subject(
                    name: name, operation: "hop", operationsPerIteration: 1, declaration: Declaration([:]), tasks: 1,
                    version: version))
            let cost = cost * (1 + runNoise * random.normal())
            for _ in 0..<launches {
                record.launches.append(launch(cost * (1 + launchNoise * random.normal()), &random))
            }
            return record
        }
        return ResultFile(machine: machine, run: conditions, records: records)
    }

    private func launch(_ cost: Double, _ random: inout SplitMix64) -> Launch {
        var launch = Launch(order: VisitOrder(pairs: 4, iterations: 1000, baselineIterations: 0))
        launch.rounds = Array(0..<visits)
        launch.times = (0..<visits * 4).map { _ in Int64(cost * 1000 * (1 + noise * random.normal())) }
        launch.chain = Array(repeating: chain, count: visits * 5)
        launch.adds = (0..<visits * 5).map { $0 / 5 % undisturbedOneIn == 0 ? adds : adds * 3 / 2 }
        return launch
    }
}

extension SplitMix64 {
    /// A normally distributed number: the sum of twelve even ones, less its mean.
    mutating func normal() -> Double { (0..<12).reduce(-6) { sum, _ in sum + unit() } }
}

/// Two runs compared.
func compare(_ a: ResultFile, _ b: ResultFile, judge: Judge = Judge()) -> Comparison {
    Comparison(Side.all(of: [("a", a), ("b", b)]), judge: judge)
}

/// A value that only a file makes.
func decoded<Value: Decodable>(_ text: String) throws -> Value {
    try JSONDecoder().decode(Value.self, from: Data(text.utf8))
}
