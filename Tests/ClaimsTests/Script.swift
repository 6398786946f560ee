import Machine
import Results
import Testing

@testable import Claims
@testable import Sampling

/// A row of known batches, each round's cost being `cost` and what `wobble` adds in that round.
struct Script {
    var name: RowName
    var cost: Double
    var baseline: Double?
    var wobble: @Sendable (Int) -> Double
    var firstRound: Int
    var counted: [Quantity: Int]
    var declared: [Quantity: Double]
    var facts: [RowFact: Double]?

    init(
        _ name: RowName, _ cost: Double, less baseline: Double? = nil, switches: Int = 0, syscalls: Int = 1,
        firstRound: Int = 0, wobble: @escaping @Sendable (Int) -> Double = { [-1, 0, 1][$0 % 3] }
    ) {
        self.name = name
        self.cost = cost
        self.baseline = baseline
        self.wobble = wobble
        self.firstRound = firstRound
        counted = [.contextSwitches: switches * 1000, .syscalls: syscalls * 1000, .migrations: 0]
        declared = [.contextSwitches: Double(switches), .syscalls: Double(syscalls)]
    }

    /// A switch row: by default it counts what it declares.
    static func hop(
        _ name: RowName, _ cost: Double, less baseline: Double?,
        wobble: @escaping @Sendable (Int) -> Double = { [-1, 0, 1][$0 % 3] }
    ) -> Script {
        Script(name, cost, less: baseline, switches: 1, wobble: wobble)
    }

    /// The same, whose switches the kernel saw `times` so often as declared.
    func counting(_ quantity: Quantity, _ count: Int?) -> Script {
        var other = self
        other.counted[quantity] = count
        return other
    }

    /// A model of IO under a workload.
    static func served(
        _ name: RowName, _ cost: Double, at workload: Served, connections: Double? = nil, inFlight: Double? = nil,
        cpu: Double? = nil, syscalls: Int = 1, wobble: @escaping @Sendable (Int) -> Double = { [-1, 0, 1][$0 % 3] }
    ) -> Script {
        var script = Script(workload.rows(name)[0], cost, syscalls: syscalls, wobble: wobble)
        let isOne = workload.parameters.contains(ParameterValue("in-flight", 1))
        script.facts = [.connections: connections ?? (isOne ? 1 : 100), .inFlight: inFlight ?? (isOne ? 1 : 10)]
        script.facts?[.serverCPU] = cpu
        return script
    }

    /// The same at every depth that decides.
    static func everywhere(
        _ name: RowName, _ cost: Double, cpu: Double? = nil,
        wobble: @escaping @Sendable (Int) -> Double = { [-1, 0, 1][$0 % 3] }
    ) -> [Script] {
        Served.depths.map { .served(name, cost, at: $0, cpu: cpu, wobble: wobble) }
    }

    var record: Record {
        let subject = Subject(
            name: name, operation: "hop", operationsPerIteration: 1, declaration: Declaration(declared), tasks: 2)
        var record = Record(subject)
        record.proof = Tally(operations: 1000, counted: counted)
        record.facts = facts
        for launch in 0..<3 {
            var batches = Launch(
                order: VisitOrder(pairs: 1, iterations: 1000, baselineIterations: baseline == nil ? 0 : 1000))
            for index in 0..<9 {
                let round = firstRound + launch * 9 + index
                let nanoseconds = Int64(((cost + wobble(round)) * 1000).rounded())
                let reading = SentinelReading(chain: 10_000, adds: 5_000)
                batches.add(
                    Visit(
                        times: [nanoseconds], baseline: baseline.map { [Int64($0 * 1000)] } ?? [],
                        sentinels: Array(repeating: reading, count: baseline == nil ? 2 : 3), tally: Tally()),
                    round: round)
            }
            record.launches.append(batches)
        }
        return record
    }
}

extension Record {
    /// A row that gave nothing.
    static func without(_ name: RowName, _ status: Status, _ reason: String) -> Record {
        var record = Script(name, 1).record
        record.launches = []
        record.failure = .init(status: status, reason: reason)
        return record
    }
}

/// The result of a run of these rows, on a summer's day of 2026.
func result(_ records: [Record], began: Int64 = 1_783_000_000) -> ResultFile {
    let run = RunConditions(plan: Plan(), cpu: 0, otherCPU: nil, clock: "tsc", began: began)
    return ResultFile(machine: Fingerprint(), run: run, records: records)
}

/// What a claim comes to by these rows.
func judge(_ id: String, _ scripts: Script..., probes: [RowName] = []) throws -> Judgement {
    try judge(id, scripts.map(\.record), probes: probes)
}

func judge(_ id: String, _ scripts: [Script], probes: [RowName] = []) throws -> Judgement {
    try judge(id, scripts.map(\.record), probes: probes)
}

func judge(_ id: String, _ records: [Record], probes: [RowName] = [], began: Int64 = 1_783_000_000) throws -> Judgement
{
    let claim = try #require(Ledger.claims.first { $0.id == id })
    return claim.judgement(on: Evidence(result(records, began: began), probes: probes))
}

/// A wobble that spreads an interval by so much to each side.
func spread(_ width: Double) -> @Sendable (Int) -> Double {
    { round in width * Double(round * 7 % 9 - 4) / 4 }
}
