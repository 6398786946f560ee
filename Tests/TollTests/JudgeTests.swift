import Machine
import Results
import Sampling
import Support
import SystemPackage
import Testing

/// `toll judge`, with budgets too small for anything but what it runs and says.
@Suite(.inTurn) struct JudgeTests {
    private let scratch = Scratch()

    private func judge(_ words: [String], to path: String = "") -> Command {
        let output = path.isEmpty ? scratch.file("unused.json") : path
        return Command.run(
            [Command.toll, "judge"] + words + ["--budget", "300ms", "--launches", "1", "--output", output])
    }

    private func result(_ path: String) throws -> ResultFile {
        try Store(folder: FilePath(scratch.path)).load(path)
    }

    /// Claims, rows and time are said before; the verdicts on these claims come after.
    @Test func aClaimsRowsAreRunAndItsVerdictEnds() throws {
        let path = scratch.file("one.json")
        let ended = judge(["null-syscall", "user-sched-gain", "--overtime", "1ms"], to: path)
        #expect(ended.status == 0 || ended.status == 1, "\(ended.errors)")
        let names = try result(path).records.map(\.name)
        #expect(Set(names).isSuperset(of: ["syscall.null.raw", "syscall.enosys", "memory.dram.huge", "fiber.asm"]))
        #expect(names.allSatisfy { !$0.text.hasPrefix("create.") })
        let said = try #require(ended.errors.firstRange(of: "\(names.count) rows for 2 claims, about "))
        #expect(ended.errors.contains(" more beside a neighbour\n"))
        #expect(try #require(ended.errors.firstRange(of: "having the kernel count")).lowerBound > said.lowerBound)
        let lines = ended.output.split(separator: "\n")
        let table = lines.prefix { !$0.hasPrefix("factor:") }
        #expect(table.first?.hasPrefix("claim ") == true && table.allSatisfy { $0.count <= 80 })
        #expect(table.dropFirst().map { $0.prefix { $0 != " " } } == ["null-syscall", "user-sched-gain"])
    }

    @Test func aResultIsGoneOnFrom() throws {
        let (first, second) = (scratch.file("first.json"), scratch.file("second.json"))
        _ = judge(["null-syscall"], to: first)
        let before = try result(first)
        // On a crowded machine a row may be INVALID, and is then run again.
        let valid = before.records.filter { $0.status == .measured }
        let ended = judge(["isolation-fast", first], to: second)
        #expect(
            ended.errors.contains(
                "\(valid.count) row\(valid.count == 1 ? " of the result is" : "s of the result are") kept"))
        let after = try result(second)
        for row in valid {
            let kept = try #require(after.records.first { $0.name == row.name })
            #expect(Array(kept.launches.prefix(row.launches.count)) == row.launches)
            #expect(kept.notes.contains { $0.hasPrefix("measured in an earlier run, of ") })
        }
        let last = valid.flatMap(\.launches).flatMap(\.rounds).max() ?? 0
        let added = after.records.filter { row in !before.records.contains { $0.name == row.name } }
        #expect(added.contains { $0.name == "syscall.null.seccomp" })
        #expect(added.flatMap(\.launches).flatMap(\.rounds).allSatisfy { $0 > last })
    }

    @Test func aResultOfAnotherMachineIsNotGoneOnFrom() throws {
        let path = scratch.file("anew.json")
        let ended = judge(["isolation-fast", try FixtureResult.write(in: scratch)], to: path)
        #expect(ended.errors.contains("none of the result's rows is kept: the machine is not the same: "))
        let names = try result(path).records.map(\.name)
        #expect(names.contains("syscall.null.raw") && !names.contains("create.fork"))
    }

    /// What has every row that can run needs no run: its verdicts are said again.
    @Test func whatCannotRunIsSaid() throws {
        let none = judge(["not-measurable"])
        #expect(none.status == 1 && none.output.isEmpty && none.errors.contains("nothing to measure"))
        let path = scratch.file("locks.json")
        let cpus = SystemRoot().cpusOfThisProcess
        let ended = judge(["create-lock"], to: path)
        let said = ended.errors.replacing("\n", with: " ")
        #expect(
            said.contains("create.parallel.threads@creators=8: each creator needs a CPU, and \(cpus) may be used")
                == (cpus < 8), "\(said)")
        #expect(!said.contains("no probe of this toll measures"))
        // Rows that this toll does not have yet are named, and break nothing.
        let listed = Command.run([Command.toll, "list", "contention"]).output
        let locks = judge(["contention"])
        #expect(locks.status == 0 || locks.status == 1, "\(locks.errors)")
        #expect(
            locks.errors.contains("no probe of this toll measures contention.lock.free")
                == !listed.contains("contention.lock.free"))
    }

    @Test func nothingIsMeasuredTwice() throws {
        let path = scratch.file("result.json")
        _ = judge(["null-syscall"], to: path)
        guard try result(path).records.allSatisfy({ $0.status == .measured }) else { return }
        let ended = judge([path, "null-syscall"], to: scratch.file("other.json"))
        // Unless the interval was too wide.
        guard !ended.errors.contains("for 1 claim") else { return }
        #expect(ended.status == 0 && ended.errors.contains("nothing to measure: the result has every row"))
        #expect(ended.output.contains("null-syscall"))
        #expect(!Processes.names(in: scratch.path).contains("other.json"))
    }
}

extension SystemRoot {
    /// How many CPUs this process may use.
    fileprivate var cpusOfThisProcess: Int {
        Fingerprint.read(self)["process.allowed_cpus"]?.number.map { Int($0) } ?? 1
    }
}
