import CKernel
import Glibc
import Sampling
import Support
import Testing

@testable import Probes

/// Layers around tasks: there for every operation, nowhere else, and gone afterwards.
@Suite(.serialized, .inTurn)
struct TaxTests {
    static let names = Catalog.probes.map(\.name).filter { $0.family == "tax" }

    /// Set up, run and taken down in a process of its own. Each batch asks the layer's witness, under it and beside it.
    @Test(arguments: names)
    func isThereAndLeavesNothing(_ name: RowName) {
        let ended = Command.run([Command.folder + "/TestWorker", "contract", name.text])
        #expect(ended.status == 0 || ended.status == 77, "\(name): \(ended.output)\(ended.errors)")
        if ended.status == 77 { #expect(ended.output.count > 1) }
    }

    @Test(arguments: ["tax.seccomp.stack.null@filters=8", "tax.seccomp.uncached.null@rules=300"] as [RowName])
    func isThereInSeveralParts(_ name: RowName) async {
        let ended = await #expect(processExitsWith: .success, observing: [\.standardOutputContent]) { [name] in
            try onThreadOfItsOwn { place in
                let rig = try Catalog.probe(named: name).prepare(place)
                defer { rig.finish() }
                for n in [0, 1, 50] { try rig.loop(n) }
            }
        }
        tell(ended)
    }

    @Test func everyLayerHasTheRowsOfItsOperations() throws {
        for layer in taxLayers {
            for operation in layer.operations {
                let probe = try Catalog.probe(named: RowName("tax.\(layer.name).\(operation)"))
                #expect(!probe.isDefault && probe.subject.netMeans != nil)
            }
        }
        let names = Set(Self.names.map(\.text))
        #expect(names.isSuperset(of: ["null", "open", "hop"].map { "tax.bare.\($0)" }))
    }

    /// What is set up wrong on purpose, and what is said of it.
    enum Broken: String, CaseIterable, Codable {
        case notInstalled, onTheWorkerToo, onAnotherCall, answersAnother

        var complaint: String {
            switch self {
            case .notInstalled: "the layer is not there"
            case .onTheWorkerToo: "the bare task is under the layer"
            case .onAnotherCall, .answersAnother: "the layer acted 0 times instead of 50"
            }
        }

        var layer: Layer {
            switch self {
            case .notInstalled:
                Layer(name: "broken", summary: "") { _ in
                    Imposition(witness: .presence { k_seccomp_is_there(0) != 0 })
                }
            case .onTheWorkerToo:
                Layer(name: "broken", summary: "") { _ in
                    guard Filter.list(rules: 0).install() == 0 else { throw Refusal("no filter") }
                    return Imposition(witness: .presence { k_seccomp_is_there(0) != 0 })
                }
            case .onAnotherCall:
                Layer(name: "broken", summary: "") { site in
                    try answeredByHandler(site, complaint: "") {
                        Filter.acting(UInt32(SECCOMP_RET_TRAP), on: .open, sparesGate: true).install()
                    }
                }
            case .answersAnother:
                Layer(name: "broken", summary: "") { site in
                    let counts = try Supervision.counts(site)
                    let filter = Filter.acting(UInt32(SECCOMP_RET_USER_NOTIF), on: .null)
                    return Imposition(
                        enter: { _ in filter.install(as: 0, UInt32(k_filter_listener)) },
                        attach: { task in
                            try Supervision.notify(
                                task, site, sameCPU: false, counts(0), listeningTo: getpid())
                        }, witness: .count({ _ in Int(counts(0).pointee) }, perIteration: 1))
                }
            }
        }
    }

    @Test(arguments: Broken.allCases)
    func aBrokenLayerIsCaught(_ broken: Broken) async {
        let ended = await #expect(processExitsWith: .success, observing: [\.standardOutputContent]) { [broken] in
            try onThreadOfItsOwn { place in
                let rig: Rig
                do { rig = try broken.layer.probe(.null).prepare(place) } catch let refusal as Refusal {
                    return print("skipped: \(refusal)")
                }
                defer { rig.finish() }
                let run = broken == .onTheWorkerToo ? rig.baseline ?? rig.loop : rig.loop
                do {
                    try run(50)
                    Issue.record("nobody noticed")
                } catch {
                    #expect("\(error)" == broken.complaint)
                }
            }
        }
        tell(ended)
    }

    /// A filter that allows no further ones, as some containers have it, and a kernel that lets nobody be traced.
    @Test(arguments: [
        ("seccomp", "tax.seccomp.docker.null", "cannot install a seccomp filter: Operation not permitted"),
        ("ptrace", "tax.ptrace.null", "the supervisor has no hold of the task: Operation not permitted"),
    ])
    func whatIsForbiddenIsSaid(_ call: String, _ row: String, _ reason: String) {
        let worker = Command.folder + "/TestWorker"
        let ended = Command.run([worker, "refuse", call, "--", worker, "contract", row])
        #expect(ended.status == 77 && ended.output.contains(reason), "\(ended.output)\(ended.errors)")
    }

    @Test func filtersAreAsLongAsTheirRules() {
        let code = UnsafeMutablePointer<sock_filter>.allocate(capacity: Int(k_filter_most))
        defer { code.deallocate() }
        #expect(k_seccomp_list(code, 0, 0, 0) == 4)
        #expect(k_seccomp_list(code, 0, 300, 1) == 306)
        #expect(k_seccomp_list(code, 0, Int32(k_filter_most), 0) == -EINVAL)
        #expect((500...Int32(k_filter_most)).contains(k_seccomp_docker(code)))
    }
}
