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
]

/// All layers, in the order in which they are listed.
let taxLayers: [Layer] = [.bare] + seccompLayers + [.landlock()] + answeringLayers + [.timer]

extension Layer {
    /// No layer at all: the control, whose price must be nothing.
    static let bare = Layer(name: "bare", summary: "without any layer, the control") { _ in
        Imposition(witness: .count({ _ in 0 }, perIteration: 0))
    }

    /// A timer on the process's CPU time, armed and far from going off.
    static let timer = Layer(name: "timer", summary: "with an armed timer on the process's CPU time") { site in
        let timer = TimerOfTask()
        return Imposition(
            enter: { _ in timer.arm() }, complaint: "no timer", witness: .presence { timer.isArmed })
    }
}
