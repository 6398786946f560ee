internal import Basics
internal import CKernel
internal import Glibc
internal import Sampling

/// Programs that start others in a sandbox, where they are installed. What is inside sees toll's own program at a place
/// of its own, and everything else of the machine as usual or not at all.
let sandboxLayers: [Layer] = [
    .inside(
        "bubblewrap", of: "bwrap", "in a sandbox that bubblewrap makes of all namespaces",
        isInside: Sandbox.otherNamespaces
    ) { path, _ in
        { program, words in
            [
                path, "--unshare-all", "--die-with-parent", "--ro-bind", "/", "/", "--proc", "/proc", "--dev", "/dev",
                "--tmpfs", "/tmp", "--ro-bind", program, "/tmp/toll", "/tmp/toll",
            ] + words
        }
    },
    .inside(
        "nspawn", of: "systemd-nspawn", "in a container that systemd-nspawn makes", isInside: Sandbox.otherNamespaces
    ) { path, _ in
        { program, words in
            [
                path, "--quiet", "--directory=/", "--volatile=yes", "--machine=" + ControlGroup.newName(),
                "--register=no", "--keep-unit", "--settings=no", "--link-journal=no", "--resolv-conf=off",
                "--timezone=off", "--console=pipe", "--bind-ro=\(program):/toll", "/toll",
            ] + words
        }
    },
    .gVisor("ptrace"), .gVisor("systrap"), .gVisor("kvm"),
]

extension Layer {
    /// A task that a program starts.
    fileprivate static func inside(
        _ name: String, of program: String, _ summary: String, needs: [Need] = [], isOpaque: Bool = false,
        isInside: @escaping @Sendable (Surroundings, Surroundings) -> Bool,
        _ start: @escaping @Sendable (_ path: String, Cleanup) throws -> (String, [String]) -> [String]
    ) -> Layer {
        Layer(
            name: name, summary: summary, needs: [.program(program)] + needs,
            perOperation: isOpaque ? [.pageFaults: 0] : [:], leavesOpen: isOpaque ? [.syscalls, .contextSwitches] : [],
            handover: 20, tasks: 4
        ) { site in
            guard let path = tool(named: program) else { throw Refusal("\(program) is not installed") }
            return Imposition(
                Sandbox(
                    name: program, start: try start(path, site.cleanup), holds: isInside, isOpaque: isOpaque))
        }
    }

    /// gVisor, on one of its platforms. What is inside is no task of this kernel's.
    fileprivate static func gVisor(_ platform: String) -> Layer {
        inside(
            "runsc.\(platform)", of: "runsc", "in a sandbox of gVisor's (\(platform))",
            needs: platform == "kvm" ? [.virtualMachines] : [], isOpaque: true,
            isInside: { inside, outside in inside.kernel != 0 && inside.kernel != outside.kernel }
        ) { path, cleanup in
            let state = try cleanup.keep(NamedFolder(), NamedFolder.remove)
            let rootless = geteuid() == 0 ? [] : ["--rootless"]
            return { program, words in
                [path, "--root=\(state.path)", "--platform=\(platform)", "--network=none", "--ignore-cgroups"]
                    + rootless + ["do", program] + words
            }
        }
    }
}

extension Sandbox {
    /// Whether a task is in other namespaces.
    fileprivate static func otherNamespaces(_ inside: Surroundings, _ outside: Surroundings) -> Bool {
        inside.processes != 0 && inside.processes != outside.processes && inside.mounts != 0
            && inside.mounts != outside.mounts
    }
}

extension Need {
    /// The kernel's virtual machines.
    static let virtualMachines = Need("/dev/kvm") { _ in
        access("/dev/kvm", R_OK | W_OK) == 0
            ? nil : .unsupported("/dev/kvm cannot be used: \(errorText())")
    }
}
