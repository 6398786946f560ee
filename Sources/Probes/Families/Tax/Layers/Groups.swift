internal import CKernel
internal import Glibc
internal import Sampling

extension Layer {
    /// Control groups in one another that account for CPU time, memory and I/O.
    static func controlGroups(levels: Int = 1) -> Layer {
        Layer(
            name: "cgroup",
            summary: levels == 1
                ? "in a control group that accounts for CPU, memory and I/O"
                : "\(levels) control groups deep, which account for CPU, memory and I/O",
            parameters: [Parameter("levels", 1...16, default: 1, "control groups in one another")],
            vary: { .controlGroups(levels: $0["levels"]) }
        ) { site in
            let name = ControlGroup.newName()
            let groups = try ControlGroup.parents(of: ["cpu", "cpuacct", "memory", "blkio"]).map { parent in
                try site.cleanup.keep(
                    ControlGroup(in: parent, named: name, levels: levels), ControlGroup.remove)
            }
            for group in groups { group.accountBelow(for: ["cpu", "memory", "io"]) }
            return Imposition(
                attach: { task in for group in groups { try group.enter(task.partner.process) } },
                witness: isIn(ControlGroup.path(name, levels: levels), hierarchies: groups.count, site.cleanup))
        }
    }

    /// Pressure stall information of a group of its own. The bare tasks are in a group beside it that keeps none.
    static let pressure = Layer(
        name: "psi", summary: "in a control group that keeps pressure stall information (bare: in one that does not)",
        needs: [.pressure]
    ) { site in
        let parent = try ControlGroup.unified()
        let name = ControlGroup.newName()
        let keeping = try site.cleanup.keep(ControlGroup(in: parent, named: name), ControlGroup.remove)
        let without = try site.cleanup.keep(ControlGroup(in: parent), ControlGroup.remove)
        for (group, keeps) in [(keeping, "1"), (without, "0")] {
            guard write(keeps, to: group.path + "/cgroup.pressure") else {
                throw Refusal("whether a group keeps it cannot be set (Linux 6.1): \(errorText())")
            }
        }
        var imposition = Imposition(
            attach: { try keeping.enter($0.partner.process) },
            witness: isIn(name, hierarchies: 1, site.cleanup))
        imposition.accompany = { try without.enter($0.partner.process) }
        return imposition
    }

    /// Whether a task is in a group, by what proc says of it.
    private static func isIn(_ path: String, hierarchies: Int, _ cleanup: Cleanup) -> Witness {
        let end = strdup("/\(path)\n")!
        cleanup.add { free(end) }
        return .presence { Int(k_times_said("/proc/thread-self/cgroup", end)) == hierarchies }
    }
}

extension Need {
    /// A kernel that keeps pressure stall information.
    static let pressure = Need("pressure stall information") { _ in
        exists("/proc/pressure/cpu")
            ? nil : .unsupported("the kernel keeps no pressure stall information (CONFIG_PSI, psi=1)")
    }
}
