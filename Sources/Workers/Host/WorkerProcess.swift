internal import CKernel
internal import Counters
internal import Glibc
internal import Sampling

/// A worker as toll sees it: a process that answers, or does not.
final class Worker: Instrument {
    private let process: pid_t
    private let channel: Channel
    private let interruption: Int32
    private let deadline: Int32
    private let unit: Unit
    /// Processes without which it cannot answer, each by a descriptor that can be read once it has ended.
    private var partners: [(process: pid_t, ending: Int32)] = []
    private var isOver = false
    private(set) var hasBaseline = false
    private(set) var notes: [String] = []
    private(set) var facts: [RowFact: Double] = [:]

    init(process: pid_t, channel: Channel, interruption: Int32, deadline: Int32, unit: Unit) {
        self.process = process
        self.channel = channel
        self.interruption = interruption
        self.deadline = deadline
        self.unit = unit
    }

    /// Waits for the worker's first word.
    func awaitReady() throws(ProbeFailure) {
        guard case .ready(let hasBaseline, let notes, let facts, let partners) = try receive() else { throw garbled }
        self.hasBaseline = hasBaseline
        self.notes = notes
        self.facts = facts
        // Where there are no such descriptors (before Linux 5.3, or under a filter) its deadline ends the wait.
        self.partners = partners.map { ($0, k_pidfd($0)) }.filter { $0.1 >= 0 }
    }

    func visit(_ order: VisitOrder) throws(ProbeFailure) -> Visit {
        guard case .visit(let visit) = try ask(.visit(order)), visit.answers(order, unit: unit) else { throw garbled }
        return visit
    }

    func study() throws(ProbeFailure) {
        guard case .study(let notes, let facts) = try ask(.study) else { throw garbled }
        self.notes += notes
        self.facts.merge(facts) { $1 }
    }

    func prove(iterations: Int, baseline: Bool) throws(ProbeFailure) -> Tally {
        guard case .tally(let tally) = try ask(.prove(iterations: iterations, baseline: baseline)) else {
            throw garbled
        }
        return tally
    }

    func count(_ events: [CounterEvent], iterations: Int, batches: Int) throws(ProbeFailure) -> Counting {
        guard case .counting(let counting) = try ask(.count(events, iterations: iterations, batches: batches)) else {
            throw garbled
        }
        return counting
    }

    func warmUp(_ order: VisitOrder, stretches: Int) throws(ProbeFailure) -> [Double] {
        guard case .warmedUp(let times) = try ask(.warmUp(order, stretches: stretches)),
            times.allSatisfy({ $0.isFinite && $0 >= 0 })
        else { throw garbled }
        return times
    }

    func distribution(for nanoseconds: Int64) throws(ProbeFailure) -> Distribution {
        guard case .distribution(let distribution) = try ask(.distribution(nanoseconds: nanoseconds)) else {
            throw garbled
        }
        return distribution
    }

    /// Ends the worker, its whole group and whatever it leaves behind. A worker that is well ends by itself when the
    /// channel closes, and so gets to undo what it did.
    func end() {
        guard !isOver else { return }
        isOver = true
        channel.close()
        for partner in partners { close(partner.ending) }
        partners = []
        if !reap(within: 1_000) { kill(-process, SIGKILL) }
        _ = reap(within: 5_000)
        kill(-process, SIGKILL)
        // Where a filter refuses to kill them they are not waited for.
        for _ in 0..<5_000 {
            var reaped = waitpid(-process, nil, WNOHANG)
            while reaped > 0 { reaped = waitpid(-process, nil, WNOHANG) }
            if reaped < 0 { return }
            usleep(1_000)
        }
    }

    // MARK: - Talking

    private func ask(_ request: Request) throws(ProbeFailure) -> Reply {
        guard !isOver else { throw death() }
        let code = channel.send(request.message)
        if code != 0, ![EPIPE, ECONNRESET, EMSGSIZE].contains(code) { throw ProbeFailure.refused("sendto", code) }
        guard code == 0 else { throw death() }
        return try receive()
    }

    private func receive() throws(ProbeFailure) -> Reply {
        switch channel.receive(within: deadline, watching: interruption, isDead: { lostOne }) {
        case .message(let bytes):
            guard let reply = Reply(MessageBuffer(bytes: bytes)) else { throw garbled }
            if case .failure(let failure) = reply { throw failure }
            return reply
        case .closed, .dead: throw death()
        case .refused(let call, let code): throw ProbeFailure.refused(call, code)
        case .late:
            kill(-process, SIGKILL)
            throw ProbeFailure(.failed, "the worker did not answer within \(Double(deadline) / 1000) s and was ended")
        case .interrupted: throw ProbeFailure(.interrupted, "the run was interrupted")
        }
    }

    private var garbled: ProbeFailure { ProbeFailure(.failed, "the worker gave an answer that makes no sense") }

    /// Whether the worker is dead, or one that it waits for.
    private var lostOne: Bool {
        var info = siginfo_t()
        if waitid(P_PID, id_t(process), &info, WEXITED | WNOHANG | WNOWAIT) == 0, info.si_signo != 0 { return true }
        return lostPartner != nil
    }

    /// A partner that has ended, which none does before its worker.
    private var lostPartner: pid_t? {
        for partner in partners {
            var polled = pollfd(fd: partner.ending, events: Int16(POLLIN), revents: 0)
            if poll(&polled, 1, 0) == 1 { return partner.process }
        }
        return nil
    }

    /// How the worker died, or why it cannot go on.
    private func death() -> ProbeFailure {
        if !reap(within: 0), let partner = lostPartner {
            // The worker may be waiting for it for ever. How the partner ended is known once it is an orphan, to
            // whoever adopts those.
            kill(process, SIGKILL)
            _ = reap(within: 1_000)
            var status: Int32 = 0
            for _ in 0..<100 {
                let reaped = waitpid(partner, &status, WNOHANG)
                if reaped == partner { return Ending(status: status).failure(of: "a partner of the worker") }
                if reaped < 0 { break }
                usleep(1_000)
            }
            return ProbeFailure(.failed, "a partner of the worker ended")
        }
        guard reap(within: 1_000), let ending else { return ProbeFailure(.failed, "the worker closed its channel") }
        return ending.failure(of: "the worker")
    }

    // MARK: - Reaping

    private var ending: Ending?

    /// Waits for the worker itself to end. Whether it did, by now or before.
    private func reap(within milliseconds: Int) -> Bool {
        if ending != nil { return true }
        for pause in 0...milliseconds {
            var (status, usage): (Int32, rusage) = (0, rusage())
            let reaped = wait4(process, &status, WNOHANG, &usage)
            if reaped == process || reaped < 0 {
                ending = reaped == process ? Ending(status: status, usage: usage) : Ending(status: 0)
                return true
            }
            if pause == milliseconds { break }
            // The first looks follow closely: a worker mostly ends within a fraction of a millisecond.
            usleep(pause < 10 ? 100 : 1_000)
        }
        return false
    }
}
