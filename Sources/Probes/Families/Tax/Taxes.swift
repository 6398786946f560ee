internal import CKernel
internal import Sampling

/// What each layer that watches or guards a task adds to a system call, to opening a file and to a switch. A row's cost
/// is that of the operation under the layer, its baseline the same operation of a bare task beside it.
let taxProbes: [Probe] = taxLayers.flatMap { layer in layer.operations.map(layer.probe) }

/// What layers of several parts cost, over their number.
let taxSweeps: [Sweep] = [
    Sweep(
        "filters", "a system call under so many seccomp filters", of: ["tax.seccomp.stack.null"],
        over: [Sweep.Axis("filters", [1, 2, 4, 8])]),
    Sweep(
        "rules", "a system call under a seccomp filter of so many rules, with and without the kernel's bitmap",
        of: ["tax.seccomp.rules.null", "tax.seccomp.uncached.null"], over: [Sweep.Axis("rules", [1, 50, 300])]),
    Sweep(
        "landlock", "opening a file under so many layers of Landlock, so many folders deep",
        of: ["tax.landlock.open"], over: [Sweep.Axis("layers", [1, 4, 16]), Sweep.Axis("depth", [0, 8])]),
    Sweep(
        "cgroup-levels", "a switch so many control groups deep", of: ["tax.cgroup.hop"],
        over: [Sweep.Axis("levels", [1, 2, 4, 8, 16])]),
]

/// All layers, in the order in which they are listed.
let taxLayers: [Layer] = [
    [.bare, .bareTwins], seccompLayers, [.landlock(), .appArmor], answeringLayers,
    [.timer, .storeBypass, .timeNamespace, .pidNamespaces(), .controlGroups(), .pressure], fileEventLayers,
    eventLayers, programLayers, toolLayers, sandboxLayers, stackLayers, systemWideLayers,
].flatMap { $0 }

extension Layer {
    /// No layer at all: the control, whose price must be nothing.
    static let bare = Layer(name: "bare", summary: "without any layer, the control") { _ in
        Imposition(witness: .count({ _ in 0 }, perIteration: 0))
    }

    /// Two calls that do the same: what the layers at functions of the kernel are held against.
    static let bareTwins = Layer(
        name: "bare.twins", summary: "without any layer, the control of those at functions", needs: [.x86],
        operations: [.null], twins: .processGroup
    ) { _ in
        Imposition(witness: .count({ _ in 0 }, perIteration: 0))
    }

    /// A timer on the process's CPU time, armed and far from going off.
    static let timer = Layer(name: "timer", summary: "with an armed timer on the process's CPU time") { site in
        let timer = TimerOfTask()
        return Imposition(
            enter: { _ in timer.arm() }, complaint: "no timer", witness: .presence { timer.isArmed })
    }

    /// Loads that wait for earlier stores (SSBD), as a task may ask for itself.
    static let storeBypass = Layer(
        name: "ssbd", summary: "whose loads wait for earlier stores (SSBD)", needs: [.storeBypass]
    ) { _ in
        Imposition(
            enter: { _ in k_set_speculation(Int32(k_store_bypass), Int32(k_speculation_disabled)) },
            complaint: "the store bypass cannot be given up",
            witness: .presence {
                k_speculation(Int32(k_store_bypass)) & Int32(k_speculation_disabled) != 0
            })
    }
}

extension Need {
    /// A processor whose store bypass a task may give up, and has not yet.
    static let storeBypass = Need("a store bypass to give up") { _ in
        let state = k_speculation(Int32(k_store_bypass))
        guard state >= 0, state & Int32(k_speculation_per_task) != 0 else {
            return .unsupported("the processor or the kernel leaves a task no choice about the store bypass")
        }
        return state & Int32(k_speculation_enabled) != 0
            ? nil : .unsupported("this process has given the store bypass up already")
    }
}
