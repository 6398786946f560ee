import CKernel
import Glibc
import Support
import Testing

@testable import Probes

/// Layers that are set up wrong on purpose: each kind of proof catches it, and says what it is.
@Suite(.serialized, .inTurn)
struct BrokenLayerTests {
    /// What is set up wrong on purpose, and what is said of it.
    enum Broken: String, CaseIterable, Codable {
        case notInstalled, onTheWorkerToo, onAnotherCall, answersAnother, programNotAttached, programOfAnother
        case programLeftOn, eventNotOpened, outsideTheGroup, otherFolder, bornOutside, oneOfTwo
        case withoutProfile, tracerLeftOff, tracerLeftOn, withoutPerf

        var complaint: String {
            switch self {
            case .notInstalled, .outsideTheGroup, .otherFolder, .bornOutside, .oneOfTwo, .withoutProfile,
                .tracerLeftOff:
                "the layer is not there"
            case .onTheWorkerToo, .tracerLeftOn: "the bare task is under the layer"
            case .withoutPerf: "the layer acted 0 times instead of 1"
            case .onAnotherCall, .answersAnother, .programNotAttached, .programOfAnother:
                "the layer acted 0 times instead of 50"
            case .programLeftOn: "times on the bare task"
            case .eventNotOpened: "the layer acted 0 times instead of 51"
            }
        }

        /// Whether the bare task shows it.
        var isSeenBare: Bool { [.onTheWorkerToo, .programLeftOn, .tracerLeftOn].contains(self) }
        /// Whether that takes a batch under the layer first.
        var isLeftOn: Bool { self == .programLeftOn || self == .tracerLeftOn }

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
            case .programNotAttached: raw { words, _ in (words.watcher(of: k_bpf_own_number()), false) }
            case .programOfAnother: raw { words, worker in (words.watcher(of: worker), true) }
            case .programLeftOn: raw(isLeftOn: true) { words, _ in (words.watcher(of: 0), true) }
            case .eventNotOpened:
                Layer(name: "broken", summary: "") { _ in
                    let event = OwnEvent { -ENOENT }
                    return Imposition(
                        witness: .count({ _ in event.count }, perIteration: 1, besides: 1))
                }
            case .outsideTheGroup: without(.controlGroups()) { $0.attach = { _ in } }
            case .otherFolder: without(fileEventLayers[0]) { $0.enter = { _ in 0 } }
            case .bornOutside:
                without(.pidNamespaces(levels: 1)) {
                    $0.birth.after = {}; $0.birth.before = {}
                }
            case .withoutProfile: without(.appArmor) { $0.enter = { _ in 0 } }
            case .tracerLeftOff: without(Broken.tracer) { $0.put?.on = { 0 } }
            case .tracerLeftOn: without(Broken.tracer) { $0.put?.off = {} }
            case .withoutPerf: without(toolLayers.first { $0.name == "perf.tool" }!) { $0.attach = { _ in } }
            case .oneOfTwo:
                Layer(name: "broken", summary: "") { _ in
                    let filter = Filter.list(rules: 0)
                    return Imposition(
                        enter: { _ in filter.install() },
                        witnesses: [
                            .presence { k_seccomp_is_there(0) != 0 }, .presence { k_seccomp_is_there(1) != 0 },
                        ])
                }
            }
        }

        private static let tracer = systemWideLayers.first { $0.name == "wide.ftrace" }!

        /// A program on entries, which is what `what` makes of the words and the worker, and attached if that says so.
        private func raw(
            isLeftOn: Bool = false, _ what: @escaping @Sendable (ProgramWords, Int32) -> (k_watcher, Bool)
        ) -> Layer {
            Layer(name: "broken", summary: "", needs: [.programs]) { site in
                let words = try ProgramWords(site.cleanup)
                let name = strdup("sys_enter")!
                let worker = k_bpf_own_number()
                var program: RawProgram?
                var imposition = Imposition(
                    enter: { _ in
                        let (watcher, isAttached) = what(words, worker)
                        let made = RawProgram(watcher, at: name)
                        let loaded = made.load()
                        program = loaded == 0 && isAttached ? made : nil
                        return loaded
                    }, witness: .count({ _ in words[0] }, perIteration: 1, slack: 2))
                imposition.put = ({ program?.attach() ?? 0 }, { if !isLeftOn { program?.detach() } })
                return imposition
            }
        }

        /// A layer of the catalog without a part of what makes it.
        private func without(_ layer: Layer, _ change: @escaping @Sendable (inout Imposition) -> Void) -> Layer {
            Layer(name: "broken", summary: "", needs: layer.needs, operations: layer.operations) { site in
                var imposition = try layer.make(site)
                change(&imposition)
                return imposition
            }
        }
    }

    @Test(arguments: Broken.allCases)
    func aBrokenLayerIsCaught(_ broken: Broken) async {
        let ended = await #expect(processExitsWith: .success, observing: [\.standardOutputContent]) { [broken] in
            try onThreadOfItsOwn { place in
                setenv(Need.systemWideVariable, "1", 1)
                let layer = broken.layer
                let probe = layer.probe(layer.operations[0])
                if let lack = probe.missing(at: place) { return print("skipped: \(lack.reason)") }
                let rig: Rig
                do { rig = try probe.prepare(place) } catch let refusal as Refusal {
                    return print("skipped: \(refusal)")
                }
                defer { rig.finish() }
                do {
                    if broken.isLeftOn { try? rig.loop(50) }
                    try (broken.isSeenBare ? rig.baseline ?? rig.loop : rig.loop)(50)
                    Issue.record("nobody noticed")
                } catch {
                    #expect("\(error)".contains(broken.complaint), "\(error)")
                }
            }
        }
        tell(ended)
    }
}
