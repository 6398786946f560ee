internal import CKernel
internal import Glibc
public import Probes
internal import Sampling

/// A worker: sets its one probe up and does what toll asks of it, until toll is gone.
public enum WorkerMain {
    /// The descriptor at which a worker finds its end of the channel.
    static let descriptor: Int32 = 3

    /// Serves until the channel is closed. The exit status of the process.
    public static func run(_ assignment: Assignment, probes: [Probe]) -> Int32 {
        // Toll may already be gone, and then nobody would ever end this worker.
        let parent = getppid()
        guard k_die_with_parent(SIGKILL) == 0, getppid() == parent, parent != 1 else { return 1 }
        let channel = Channel(descriptor: descriptor)
        _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
        do throws(ProbeFailure) {
            let probe = try find(assignment.probe, among: probes)
            let rig = try prepare(probe, at: assignment.place)
            defer { rig.finish() }
            var bench = BatchRunner(rig: rig, probe: probe, clock: assignment.clock)
            let ready = Reply.ready(hasBaseline: rig.baseline != nil, notes: rig.notes, facts: rig.facts)
            guard channel.send(ready.message) else { return 1 }
            while case .message(let bytes) = channel.receive() {
                guard let request = Request(MessageBuffer(bytes: bytes)) else { return 1 }
                guard channel.send(try bench.answer(request).message) else { return 1 }
            }
            return 0
        } catch {
            return channel.send(Reply.failure(error).message) ? 0 : 1
        }
    }

    private static func find(_ name: RowName, among probes: [Probe]) throws(ProbeFailure) -> Probe {
        do {
            return try Catalog.probe(named: name, among: probes)
        } catch {
            throw ProbeFailure(.failed, "\(error)")
        }
    }

    private static func prepare(_ probe: Probe, at place: Place) throws(ProbeFailure) -> Rig {
        let pinned = k_pin(0, Int32(place.cpu))
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
