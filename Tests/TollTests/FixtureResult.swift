import Machine
import Results
import Sampling
import Support

/// A result that was never measured: rows of every kind, with times that a script makes up.
enum FixtureResult {
    static let file: ResultFile = {
        var plan = Plan(budget: 8_000_000_000, launches: 3, seed: 42)
        plan.precision = 0.01
        var run = RunConditions(plan: plan, cpu: 1, otherCPU: 0, clock: "ticks", began: 1_170_201_600)
        run.seconds = 8.1
        run.stealShare = 0.012
        run.foreignShare = 0.001
        return ResultFile(
            machine: Fingerprint(["kernel.release": .text("6.18.0"), "machine.model": .text("A Machine")]), run: run,
            records: records)
    }()

    /// A result of other rows, of the same machine.
    static func file(of records: [Record]) -> ResultFile {
        ResultFile(machine: file.machine, run: file.run, records: records)
    }

    private static let records: [Record] = [
        record("syscall.null.raw", does: [.syscalls: 1, .contextSwitches: 0], nanoseconds: 93.4),
        record(
            "switch.pipe.process", does: [.contextSwitches: 1, .syscalls: 2], operationsPerIteration: 2,
            nanoseconds: 2260, baseline: 610, net: "sleep, wake-up and switch"),
        record("switch.yield.thread", does: [.contextSwitches: 1], nanoseconds: 80, counted: [.contextSwitches: 0]),
        // Less than nothing is what remains when the empty run beside a proof had a page fault more.
        record(
            "create.fork", does: [.tasksCreated: 1], nanoseconds: 61_200, counted: [.pageFaults: -0.001],
            notes: ["a remark on this row"]),
        without("create.spawn", .failed, "the worker was killed by signal 9 (Killed)"),
        without("memory.dram.huge", .skipped, "needs 132 MiB of memory, 64 MiB may be used"),
    ]

    static func record(
        _ name: RowName, does declared: [Quantity: Double], operationsPerIteration: Int = 1, nanoseconds: Double,
        baseline: Double? = nil, net: String? = nil, counted: [Quantity: Double]? = nil, notes: [String] = []
    ) -> Record {
        let declaration = Declaration(declared)
        var record = Record(
            Subject(
                name: name, operation: "call", operationsPerIteration: operationsPerIteration,
                declaration: declaration, netMeans: net, tasks: 1))
        func tally(_ operations: Int) -> Tally {
            let counts = declaration.perOperation.merging(counted ?? [:]) { $1 }
            return Tally(operations: operations, counted: counts.mapValues { Int(Double(operations) * $0) })
        }
        record.proof = tally(1000 * operationsPerIteration)
        record.notes = notes
        let iterations = 100
        for launchNumber in 0..<3 {
            var launch = Launch(
                order: VisitOrder(pairs: 4, iterations: iterations, baselineIterations: baseline == nil ? 0 : 100))
            for round in 0..<20 {
                // Times wander by a third of a percent, the same way each time.
                func batch(_ each: Double, _ pair: Int) -> Int64 {
                    let luck = Double((launchNumber * 31 + round * 17 + pair * 7) % 13 - 6) / 1800
                    return Int64(each * Double(operationsPerIteration * iterations) * (1 + luck))
                }
                let operation = (0..<4).map { batch(nanoseconds, $0) }
                let still = baseline.map { each in (0..<4).map { batch(each, $0 + 3) } } ?? []
                let reading = SentinelReading(chain: 2560, adds: 1010)
                launch.add(
                    Visit(
                        times: operation, baseline: still,
                        sentinels: Array(repeating: reading, count: operation.count + still.count + 1),
                        tally: tally(4 * iterations * operationsPerIteration)),
                    round: launchNumber * 20 + round + 1)
            }
            record.launches.append(launch)
        }
        return record
    }

    private static func without(_ name: RowName, _ status: Status, _ reason: String) -> Record {
        var record = Record(
            Subject(
                name: name, operation: "task", operationsPerIteration: 1, declaration: Declaration([:]), tasks: 1))
        record.failure = .init(status: status, reason: reason)
        return record
    }

    /// Writes it into a folder. Its path.
    static func write(in scratch: Scratch) throws -> String {
        scratch.write(String(decoding: try file.encoded(), as: UTF8.self), to: "fixture.json")
    }
}
