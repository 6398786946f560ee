import CKernel
import Glibc
import Support
import Testing

/// A run that is killed in the middle of a layer, workers and toll alike: nothing of the layer stays.
@Suite(.serialized, .inTurn)
struct KilledLayerTests {
    private let scratch = Scratch()

    /// What a killed run could leave behind, by name.
    private struct Traces {
        var groups: [String]
        var tracers: [String]
        var programs: Int32
        var folders: [String]
        var profiles: [Substring]
        var mounts: Int
        var served: [Int32]

        static var now: Traces {
            var tracers: [String] = []
            let root = k_tracefs_detached()
            if root >= 0 {
                // Reached through proc, since it is mounted nowhere.
                tracers = Processes.names(in: "/proc/self/fd/\(root)/instances")
                close(root)
            }
            return Traces(
                groups: groups(in: "/sys/fs/cgroup", levels: 3), tracers: tracers, programs: k_bpf_count_programs(-1),
                folders: Processes.names(in: "/dev/shm").filter { $0.hasPrefix("toll-") },
                profiles: Processes.text("/sys/kernel/security/apparmor/profiles").split(separator: "\n")
                    .filter { $0.hasPrefix("toll-") },
                mounts: Processes.text("/proc/self/mountinfo").split(separator: "\n").count,
                served: Processes.names(in: "/proc").compactMap { Int32($0) }.filter {
                    // In a sandbox it is called by another path.
                    Processes.text("/proc/\($0)/cmdline").contains("\0taxed\0")
                })
        }

        /// Programs of an earlier run may have gone meanwhile.
        func isNoMore(than before: Traces) -> Bool {
            groups == before.groups && tracers == before.tracers && folders == before.folders
                && profiles == before.profiles && mounts == before.mounts && served == before.served
                && programs <= before.programs
        }

        private static func groups(in folder: String, levels: Int) -> [String] {
            guard levels > 0 else { return [] }
            return Processes.names(in: folder).flatMap { name in
                (name.hasPrefix("toll-") ? [folder + "/" + name] : [])
                    + groups(in: folder + "/" + name, levels: levels - 1)
            }
        }
    }

    private static let rows = [
        "tax.seccomp.docker.null", "tax.landlock.open", "tax.usernotif.null", "tax.ptrace.null", "tax.timens.null",
        "tax.pidns.null", "tax.cgroup.hop@levels=16", "tax.psi.hop", "tax.fanotify.open",
        "tax.fanotify.permission.open", "tax.perf.trace.null", "tax.ftrace.null", "tax.bpf.raw.null",
        "tax.bpf.tracepoint.null", "tax.fentry.null", "tax.kprobe.null", "tax.uprobe.function", "tax.strace.null",
        "tax.stack.docker.null", "tax.stack.agent.null", "tax.apparmor.null", "tax.perf.tool.null",
        "tax.bubblewrap.hop",
        "tax.nspawn.null", "tax.wide.audit.null", "tax.wide.audit.record.null", "tax.wide.ftrace.null",
    ]

    @Test(arguments: rows) func leavesNothing(_ row: String) {
        let toll = scratch.program("toll")
        let before = Traces.now
        let ended = Command.run(
            [toll, "run", row, "--budget", "20s", "--launches", "1", "-o", scratch.file("result.json")],
            environment: ["XDG_DATA_HOME": scratch.path, "TMPDIR": scratch.path, "TOLL_SYSTEM_WIDE": "1"],
            seconds: 30, cue: "launch 1"
        ) { process in
            usleep(.random(in: 20_000...300_000))
            let others = Processes.running(toll).filter { $0 != process }
            // The worker is the oldest of them; who cleans up after it is no part of it.
            if let worker = others.min() { kill(worker, SIGKILL) }
            usleep(.random(in: 0...100_000))
            kill(process, SIGKILL)
        }
        #expect(!ended.isLate, "\(ended.errors)")
        #expect(Processes.left(of: toll, milliseconds: 10_000) == [])
        // The kernel takes programs away some time after their last descriptor is closed.
        var after = Traces.now
        for _ in 0..<100 where !after.isNoMore(than: before) {
            usleep(100_000)
            after = Traces.now
        }
        #expect(after.isNoMore(than: before), "\(row): \(before), then \(after)")
    }
}
