import Claims
import Probes
import Sampling
import Support
import SwiftModels
import Testing

/// What every entry of the catalog owes.
@Suite struct ContractTests {
    @Test func namesAreWellFormedAndUnique() throws {
        let names = Catalog.all.map(\.name)
        #expect(Set(names).count == names.count)
        for name in names {
            let parts = name.parts
            #expect(name.text.count <= 40, "\(name)")
            #expect((2...5).contains(parts.count), "\(name)")
            #expect(
                parts.allSatisfy { part in
                    part.split(separator: "-", omittingEmptySubsequences: false).allSatisfy { word in
                        !word.isEmpty && word.utf8.allSatisfy { (97...122).contains($0) || (48...57).contains($0) }
                    }
                }, "\(name)")
        }
    }

    @Test func everyProbeSaysWhatItIs() {
        for probe in Catalog.all {
            #expect(!probe.summary.isEmpty && !probe.summary.contains("\n"), "\(probe.name)")
            #expect(probe.summary.last != ".", "\(probe.name)")
            #expect(!probe.subject.operation.isEmpty && probe.subject.operationsPerIteration > 0, "\(probe.name)")
            #expect(probe.subject.tasks >= 1 && probe.subject.version >= 1, "\(probe.name)")
            #expect(probe.subject.declaration.perOperation[.migrations] != nil, "\(probe.name)")
        }
    }

    /// A figure without anything to hold it against would be a figure that nobody proved. What a model of IO enters the
    /// kernel for is a finding and not a promise.
    @Test func everyProbeDeclaresSomethingBesidesStayingWhereItIs() {
        for probe in Catalog.probes where probe.name.family != "io" {
            #expect(probe.subject.declaration.perOperation.count > 1, "\(probe.name)")
        }
    }

    /// What needs packages stands in its family, and nothing else is different.
    @Test func theProgramHasMoreThanAGuest() {
        let more = Catalog.all.map(\.name).filter { name in !Catalog.probes.contains { $0.name == name } }
        #expect(more == ["io.swift"])
        #expect(Catalog.all.map(\.name).filter { $0 != "io.swift" } == Catalog.probes.map(\.name))
        var families: [String] = []
        for probe in Catalog.all where families.last != probe.name.family { families.append(probe.name.family) }
        #expect(Set(families).count == Set(Catalog.probes.map(\.name.family)).count)
        #expect(Catalog.allSweeps.first { $0.name == "io" }?.probes.contains("io.swift") == true)
        #expect(Catalog.allSweeps.count == Catalog.sweeps.count)
    }

    /// Every point of every sweep is a row that can be run.
    @Test func sweepsNameProbesThatTakeTheirAxes() throws {
        for sweep in Catalog.allSweeps {
            for point in sweep.points(at: Place(cpu: 0, otherCPU: 1)) {
                #expect(try Catalog.probe(named: point, among: Catalog.all).name == point)
            }
        }
    }

    /// What is varied is declared, and what is declared can be had.
    @Test func parametersAreDeclaredAndTheirDefaultsAllowed() throws {
        for sweep in Catalog.allSweeps {
            for name in sweep.probes {
                let probe = try #require(Catalog.all.first { $0.name == name }, "\(sweep.name): \(name)")
                let declared = probe.parameters.map(\.name)
                #expect(!sweep.axes.isEmpty)
                for axis in sweep.axes { #expect(declared.contains(axis.name), "\(name) has no \(axis.name)") }
            }
        }
        for probe in Catalog.all {
            let names = probe.parameters.map(\.name)
            #expect(Set(names).count == names.count, "\(probe.name): \(names)")
            for parameter in probe.parameters {
                guard let usual = parameter.usual else { continue }
                #expect(parameter.range.contains(usual), "\(probe.name): \(parameter.summary)")
                #expect(parameter.complaint(about: usual) == nil, "\(probe.name)")
            }
        }
    }

    /// However they are given, parameters stand in the order in which the probe declares them.
    @Test func aNameHasItsParametersInTheOrderOfTheirDeclaration() throws {
        let probe = try Catalog.probe(named: "io.epoll.state@message=64,in-flight=3,connections=7")
        #expect(probe.name == "io.epoll.state@connections=7,in-flight=3,message=64")
    }

    /// Every row that a claim takes is one that can be run.
    @Test func claimsTakeRowsThatThereAre() throws {
        for name in Set(Ledger.claims.flatMap { $0.needs + $0.beside }) {
            #expect(try Catalog.probe(named: name, among: Catalog.all).name == name)
        }
    }

    @Test func theIssuesRowsAreThere() {
        let names = Set(Catalog.probes.map(\.name))
        #expect(
            names.isSuperset(of: [
                "syscall.null.raw", "syscall.null.libc", "syscall.null.seccomp", "syscall.null.int80", "syscall.enosys",
                "syscall.vdso", "syscall.read", "syscall.write", "switch.yield.process", "switch.yield.thread",
                "switch.pipe.process", "switch.pipe.thread", "switch.futex.process", "switch.futex.thread",
                "switch.pipe.process.cross", "fiber.asm", "fiber.ucontext", "fiber.state", "create.fork",
                "create.vfork", "create.clone.thread", "create.pthread", "create.spawn", "memory.dram.huge",
                "memory.dram.small", "machine.trap", "machine.clock", "harness.empty",
            ]))
    }

    /// Set up, run and taken down twice in a process of its own: no descriptor, thread or child stays.
    @Test(arguments: Catalog.all.filter(\.isDefault).map(\.name))
    func nothingIsLeftBehind(_ name: RowName) {
        let ended = Command.run([Command.folder + "/TestWorker", "contract", name.text])
        #expect(ended.status == 0 || ended.status == 77, "\(name): \(ended.output)\(ended.errors)")
        // Skipped is with a reason.
        if ended.status == 77 { #expect(ended.output.count > 1) }
    }
}
