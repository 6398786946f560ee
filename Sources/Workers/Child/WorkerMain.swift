internal import CKernel
internal import Glibc
public import Probes
internal import Sampling

/// A worker: sets its one probe up and does what toll asks of it, until toll is gone.
public enum WorkerMain {
    /// The descriptor at which a worker finds its end of the channel.
    static let descriptor: Int32 = 3

    /// The exit status of a worker whose words do not go through.
    static let mute: Int32 = 120

    /// Serves until the channel is closed. The exit status of the process.
    public static func run(_ assignment: Assignment, probes: [Probe]) -> Int32 {
        let channel = Channel(descriptor: descriptor)
        do throws(ProbeFailure) {
            let probe = try find(assignment.probe, among: probes)
            if probe.isAtFixedAddresses { startAgainAtFixedAddresses() }
            let tied = k_die_with_parent(SIGKILL)
            guard tied == 0 else { throw ProbeFailure.refused("prctl", -tied) }
            // Toll may already be gone, and then nobody would ever end this worker.
            guard !channel.isClosed else { return 1 }
            _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
            // Where memory runs out, a row is to be lost and not the run. The kernel lets anybody ask for this.
            _ = write("1000", to: "/proc/self/oom_score_adj")
            let rig = try prepare(probe, at: assignment.place)
            defer { rig.finish() }
            var bench = BatchRunner(rig: rig, probe: probe, clock: assignment.clock)
            let ready = Reply.ready(
                hasBaseline: rig.baseline != nil, notes: rig.notes, facts: rig.facts, partners: Partner.processes)
            try say(ready, through: channel)
            while case .message(let bytes) = channel.receive() {
                guard let request = Request(MessageBuffer(bytes: bytes)) else { return 1 }
                try say(try bench.answer(request), through: channel)
            }
            return 0
        } catch {
            return channel.send(Reply.failure(error).message) == 0 ? 0 : WorkerMain.mute
        }
    }

    /// Returns where addresses are fixed already, or where the kernel or a filter lets nobody fix them.
    private static func startAgainAtFixedAddresses() {
        let persona = k_personality(UInt32(k_personality_asked))
        guard persona >= 0, persona & Int32(k_fixed_addresses) == 0,
            k_personality(UInt32(persona | Int32(k_fixed_addresses))) >= 0
        else {
            return
        }
        execv("/proc/self/exe", CommandLine.unsafeArgv)
        _ = k_personality(UInt32(persona))
    }

    private static func say(_ reply: Reply, through channel: Channel) throws(ProbeFailure) {
        let code = channel.send(reply.message)
        guard code == 0 else { throw ProbeFailure.refused("sendto", code) }
    }

    private static func find(_ name: RowName, among probes: [Probe]) throws(ProbeFailure) -> Probe {
        do {
            return try Catalog.probe(named: name, among: probes)
        } catch {
            throw ProbeFailure(.failed, "\(error)")
        }
    }

    private static func prepare(_ probe: Probe, at place: Place) throws(ProbeFailure) -> Rig {
        let pinned = k_pin(0, Int32(clamping: place.cpu))
        // What no CPU is, and what may not be used, is the kernel's EINVAL; anything else is not about this CPU.
        if pinned < 0, ![EINVAL, ENOMEM].contains(-pinned) { throw ProbeFailure.refused("sched_setaffinity", -pinned) }
        guard pinned == 0 else {
            throw ProbeFailure(.skipped, "CPU \(place.cpu) is not available: \(errorText(of: pinned))")
        }
        if let lack = probe.missing(at: place) { throw ProbeFailure(.skipped, lack.reason) }
        do {
            return try probe.prepare(place)
        } catch {
            throw ProbeFailure(.skipped, "\(error)")
        }
    }
}

extension ProbeFailure {
    /// A call without which no worker can do anything is refused to it.
    static func refused(_ call: String, _ code: Int32) -> ProbeFailure {
        ProbeFailure(.barred, "no worker can measure here: \(call) is refused (\(errorText(code)))")
    }
}
