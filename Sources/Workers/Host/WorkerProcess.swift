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
        guard case .ready(let hasBaseline, let notes, let facts) = try receive() else { throw garbled }
        self.hasBaseline = hasBaseline
        self.notes = notes
        self.facts = facts
    }

    func visit(_ order: VisitOrder) throws(ProbeFailure) -> Visit {
        guard case .visit(let visit) = try ask(.visit(order)), visit.answers(order, unit: unit) else { throw garbled }
        return visit
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
        if !reap(within: 1_000) { kill(-process, SIGKILL) }
        _ = reap(within: 5_000)
        kill(-process, SIGKILL)
        while waitpid(-process, nil, 0) > 0 {}
    }

    // MARK: - Talking

    private func ask(_ request: Request) throws(ProbeFailure) -> Reply {
        guard !isOver, channel.send(request.message) else { throw death() }
        return try receive()
    }

    private func receive() throws(ProbeFailure) -> Reply {
        switch channel.receive(within: deadline, watching: interruption) {
        case .message(let bytes):
            guard let reply = Reply(MessageBuffer(bytes: bytes)) else { throw garbled }
            if case .failure(let failure) = reply { throw failure }
            return reply
        case .closed: throw death()
        case .late:
            kill(-process, SIGKILL)
            throw ProbeFailure(.failed, "the worker did not answer within \(Double(deadline) / 1000) s and was ended")
        case .interrupted: throw ProbeFailure(.interrupted, "the run was interrupted")
        }
    }

    private var garbled: ProbeFailure { ProbeFailure(.failed, "the worker gave an answer that makes no sense") }

    /// How the worker died.
    private func death() -> ProbeFailure {
        _ = reap(within: 1_000)
        switch exit {
        case .some(let status) where k_signalled(status) != 0:
            let signal = k_signal(status)
            return ProbeFailure(
                .failed, "the worker was killed by signal \(signal) (\(String(cString: strsignal(signal))))")
        case .some(let status): return ProbeFailure(.failed, "the worker ended with status \(k_exit_status(status))")
        case nil: return ProbeFailure(.failed, "the worker closed its channel")
        }
    }

    // MARK: - Reaping

    private var exit: Int32?

    /// Waits for the worker itself to end. Whether it did, by now or before.
    private func reap(within milliseconds: Int) -> Bool {
        if exit != nil { return true }
        for pause in 0..<milliseconds {
            var status: Int32 = 0
            let reaped = waitpid(process, &status, WNOHANG)
            if reaped == process || reaped < 0 {
                exit = reaped == process ? status : 0
                return true
            }
            // The first looks follow closely: a worker mostly ends within a fraction of a millisecond.
            usleep(pause < 10 ? 100 : 1_000)
        }
        return false
    }
}
