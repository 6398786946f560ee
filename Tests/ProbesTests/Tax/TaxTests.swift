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
        for name in ["docker", "systemd-hardened", "agent"] { #expect(names.contains("tax.stack.\(name).null")) }
    }

    /// What reaches every task of the machine waits for leave.
    @Test func whatReachesEverybodyAsksFirst() throws {
        for layer in systemWideLayers {
            let probe = layer.probe(.null)
            let reason = probe.missing(at: Place(cpu: 0))?.reason ?? ""
            #expect(reason.contains("'toll tax --system-wide' allows"), "\(reason)")
        }
    }

    /// The layers at functions of the kernel stand at a function each, so that none taxes another's bare task.
    @Test func noTwoLayersShareAFunction() {
        let taken = taxLayers.filter { $0.name != Layer.bareTwins.name }.compactMap(\.twins?.under.name)
        #expect(Set(taken).count == taken.count)
        let bare = Set(taxLayers.compactMap(\.twins?.bare.name))
        #expect(bare.isDisjoint(with: taken))
    }

    @Test func theProbedFunctionIsFoundInItsFile() throws {
        let (path, offset) = try placeOfProbed()
        #expect(path.hasPrefix("/") && offset > 0)
    }

    /// Calls that are refused, and the reason that a row gives then.
    static let refusals: [(String, String, String)] = {
        var all = [
            ("seccomp", "tax.seccomp.docker.null", "cannot install a seccomp filter: Operation not permitted"),
            ("ptrace", "tax.ptrace.null", "the supervisor cannot watch the task: Operation not permitted"),
            ("bpf", "tax.fentry.null", "BPF is refused: needs root"),
            ("\(k_nr_none)", "tax.seccomp.docker.null", "toll itself is under a filter that answers as this one does"),
            ("perf_event_open", "tax.perf.software.null", "the event is refused: Operation not permitted"),
        ]
        #if arch(x86_64)
            // unshare, mkdir, fanotify_init
            all += [
                ("272", "tax.timens.null", "no time namespace of one's own: Operation not permitted"),
                ("83", "tax.cgroup.null", "no control group may be made in "),
                ("300", "tax.fanotify.open", "no fanotify listener: Operation not permitted"),
            ]
        #endif
        return all
    }()

    /// A filter that allows no further ones, as some containers have it, a kernel that lets nobody be traced, no BPF.
    @Test(arguments: refusals)
    func whatIsForbiddenIsSaid(_ call: String, _ row: String, _ reason: String) {
        let worker = Command.folder + "/TestWorker"
        let ended = Command.run([worker, "refuse", call, "--", worker, "contract", row])
        #expect(ended.status == 77 && ended.output.contains(reason), "\(ended.output)\(ended.errors)")
    }

    /// Whether programs at functions can be had is tried, so whoever lists the row can have it.
    @Test(arguments: ["tax.fentry.null", "tax.fexit.null"] as [RowName])
    func aFunctionsProgramIsTriedBeforeItIsListed(_ name: RowName) throws {
        guard let lack = try Catalog.probe(named: name).missing(at: Place(cpu: 0)) else {
            let ended = Command.run([Command.folder + "/TestWorker", "contract", name.text])
            #expect(ended.status == 0, "\(ended.output)\(ended.errors)")
            return
        }
        #expect(lack.reason.count > 10)
    }

    @Test func whatTheTrialOfAFunctionMeans() {
        #expect(Need.functionLack(0, lockdown: "integrity") == nil)
        let refused = "the kernel refuses BPF programs at its own functions: Operation not permitted"
        #expect(Need.functionLack(-EPERM, lockdown: nil) == .unsupported(refused))
        #expect(
            Need.functionLack(-EPERM, lockdown: "integrity")
                == .unsupported(refused + "; it is locked down (integrity)"))
        #expect(
            Need.functionLack(-EOPNOTSUPP, lockdown: nil)
                == .unsupported("the kernel has no BPF programs at its own functions: Operation not supported"))
        guard case .untried = Need.functionLack(-ENOMEM, lockdown: nil) else {
            Issue.record("too little memory now says nothing of another time")
            return
        }
    }

    @Test(
        arguments: [
            (0, 1, 0, nil), (-EPROTONOSUPPORT, 0, 0, "CONFIG_AUDIT"), (-ECONNREFUSED, 0, 0, "audit=0"),
            (-EPERM, 0, 0, "needs root"), (-ETIMEDOUT, 0, 0, "does not answer"), (0, 0, 0, "auditing is off"),
            (0, 2, 0, "are locked"), (0, 1, 7, "process 7"),
        ] as [(Int32, UInt32, UInt32, String?)])
    func whatTheKernelsAuditingMeans(_ result: Int32, _ enabled: UInt32, _ daemon: UInt32, _ reason: String?) {
        let lack = Need.auditingLack(result, enabled: enabled, daemon: daemon)
        #expect(reason.map { lack?.reason.contains($0) == true } ?? (lack == nil), "\(lack?.reason ?? "")")
    }

    @Test(
        arguments: [
            ("none [integrity] confidentiality\n", "integrity"), ("[none] integrity confidentiality\n", nil), ("", nil),
            ("[", nil), (nil, nil),
        ] as [(String?, String?)])
    func howFarTheKernelIsLockedDown(_ text: String?, _ state: String?) { #expect(Need.lockdown(text) == state) }

    @Test func filtersAreAsLongAsTheirRules() {
        let code = UnsafeMutablePointer<sock_filter>.allocate(capacity: Int(k_filter_most))
        defer { code.deallocate() }
        #expect(k_seccomp_list(code, 0, 0, 0) == 4)
        #expect(k_seccomp_list(code, 0, 300, 1) == 306)
        #expect(k_seccomp_list(code, 0, Int32(k_filter_most), 0) == -EINVAL)
        #expect((500...Int32(k_filter_most)).contains(k_seccomp_docker(code)))
    }
}
