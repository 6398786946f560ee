import Glibc
import Machine
import Results
import Sampling

/// A run on a core whose clock wanders, written instead of measured.
struct ClockRun {
    /// One row, with the truth.
    struct Row {
        var name: RowName
        /// Nanoseconds at a clock of 4 GHz.
        var cost: Double
        /// The share of it that follows the clock.
        var share: Double
        var isMemoryBound = false
    }

    var rows: [Row]
    /// The clock at which the core is most of the time, in GHz.
    var gigahertz = 4.0
    /// The standard deviation of a batch, as a share.
    var noise = 0.006
    /// The standard deviation of a launch, as a share.
    var launchNoise = 0.001
    var launches = 6
    var visits = 8
    var pairs = 4
    var machine = Fingerprint(["cpu.model": .text("Scripted 3000"), "kernel.release": .text("6.1")])
    /// By how much, as a share and at most, a neighbour who never leaves slows the sentinel's adds down: at least half
    /// of it.
    var neighbour = 0.0
    /// Whether the run knows its core's cycles.
    var hasCoreClock = true

    /// Twenty rows, of which two wait for memory and the others follow the clock more or less.
    static let twenty = ClockRun(
        rows: (1...20).map { index in
            let isMemoryBound = index.isMultiple(of: 10)
            return Row(
                name: RowName("switch.row\(index).process"), cost: Double(index) * 100,
                share: isMemoryBound ? 0 : [1, 0.9, 0.8, 1.05, 0.7][index % 5], isMemoryBound: isMemoryBound)
        })

    /// The same with every cost multiplied.
    func times(_ factor: Double) -> ClockRun {
        var other = self
        for index in other.rows.indices { other.rows[index].cost *= factor }
        return other
    }

    /// The same at another clock.
    func at(gigahertz: Double) -> ClockRun {
        var other = self
        other.gigahertz = gigahertz
        return other
    }

    func result(seed: UInt64) throws -> ResultFile {
        var random = SplitMix64(seed: seed)
        let plan = Plan(budget: 1_000_000_000, launches: launches, seed: seed)
        var conditions = RunConditions(plan: plan, cpu: 1, otherCPU: 0, clock: "scripted", began: 1_700_000_000)
        if hasCoreClock { conditions.coreClock = try decoded(#"{"cyclesPerChain":100000,"overhead":0}"#) }
        let records = rows.map { row in
            var record = Record(
                Subject(
                    name: row.name, operation: "call", operationsPerIteration: 1, declaration: Declaration([:]),
                    tasks: 1, isMemoryBound: row.isMemoryBound))
            record.launches = (0..<launches).map { launch(row, $0, &random) }
            return record
        }
        return ResultFile(machine: machine, run: conditions, records: records)
    }

    private func launch(_ row: Row, _ number: Int, _ random: inout SplitMix64) -> Launch {
        var launch = Launch(order: VisitOrder(pairs: pairs, iterations: 1000, baselineIterations: 0))
        let cost = row.cost * (1 + launchNoise * random.normal())
        var own = gigahertz
        for visit in 0..<visits {
            // Now and then the clock goes down by up to 5 %, and stays there for a while.
            let chains = (0...pairs).map { _ in
                if random.unit() < (own == gigahertz ? 0.08 : 0.15) {
                    own = own == gigahertz ? gigahertz * (0.95 + 0.05 * random.unit()) : gigahertz
                }
                return 100_000 / own * (1 + 0.0005 * random.normal())
            }
            let times = (0..<pairs).map { pair in
                let chain = (chains[pair] + chains[pair + 1]) / 2
                return Int64(cost * 1000 * pow(chain / 25_000, row.share) * (1 + noise * random.normal()))
            }
            let readings = chains.map { chain in
                let slowdown = neighbour > 0 ? 1 + neighbour * (1 + random.unit()) / 2 : 1
                return SentinelReading(chain: Int64(chain), adds: Int64(chain / 2 * slowdown))
            }
            launch.add(
                Visit(times: times, baseline: [], sentinels: readings, tally: Tally()),
                round: number * visits + visit)
        }
        return launch
    }
}
