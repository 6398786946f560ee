internal import Basics
internal import CKernel
internal import Glibc

/// Many tasks that all want the one CPU and do nothing but call sched_yield: the scheduler takes each in turn, so each
/// yield is a switch among all runnable tasks. They count their yields, since those that the ring makes before it
/// has come into step are not timed; they are operations all the same, which the kernel counts.
///
/// Between batches all but the worker sleep. Under SCHED_BATCH and SCHED_FIFO, those that are woken wait until all have
/// been.
func yieldRing(_ kind: Partner.Kind, runnable: Int, at place: Place, by turns: Turns = .here) throws -> Rig {
    try unwinding { cleanup in
        let notes = try turns.adopt(fair: SCHED_BATCH, cleanup)
        let board = try cleanup.keep(Board(others: runnable - 1), Board.close)
        let partners = try (1..<runnable).map { _ in
            let partner = try Partner(kind, on: place.cpu, body: board.takePart)
            cleanup.add {
                k_store(board.state, Board.over)
                _ = k_futex_wake_all(board.state)
                partner.end()
            }
            return partner
        }
        // Where the ring does not turn, no batch needs to be waited for.
        _ = try board.begin()
        _ = board.rest()
        return Rig(
            partners: partners, notes: notes,
            baseline: { n in for _ in 0..<runnable * n { yield() } },
            finish: cleanup.run,
            timing: { n, watch in
                let before = board.yields
                watch.besides += try board.begin()
                let batch = try board.timed(n, on: watch)
                watch = batch.watch
                watch.besides += batch.lost + board.rest()
                watch.besides += board.yields - before - n * (runnable - 1)
            })
    }
}

@inline(__always)
private func yield() { _ = k_syscall0(Int(k_nr_sched_yield)) }

/// What the tasks of a ring share: what they are to do, how many have begun and how many have stopped, and how often
/// they have yielded.
private struct Board: @unchecked Sendable {
    static let (resting, yielding, over): (UInt32, UInt32, UInt32) = (0, 1, 2)

    private let page: SharedPage
    private let others: Int
    private let lost = Lost()

    init(others: Int) throws {
        self.others = others
        page = try SharedPage()
    }

    var state: UnsafeMutablePointer<UInt32> { page.line(0) }
    private var begun: UnsafeMutablePointer<UInt32> { page.line(1) }
    private var stopped: UnsafeMutablePointer<UInt32> { page.line(2) }

    /// One number for all, added to without a lock: they are on one CPU, and one that is displaced in the midst of
    /// adding is rare. The worker reads it between two yields: reading one number for each task would take so long that
    /// a fair scheduler gave the others more turns.
    private var count: UnsafeMutablePointer<Int> {
        UnsafeMutableRawPointer(page.line(3)).assumingMemoryBound(to: Int.self)
    }

    /// The yields of all others so far.
    var yields: Int { count.pointee }

    /// The life of one of them.
    func takePart() {
        while true {
            switch k_load(state) {
            case Board.yielding:
                k_add(begun, 1)
                repeat {
                    // Before, so that whoever is off the CPU has counted the yield that took it off.
                    count.pointee += 1
                    yield()
                } while k_load(state) == Board.yielding
                k_add(stopped, 1)
            case Board.resting: _ = k_futex_wait(state, Board.resting)
            default: return
            }
        }
    }

    /// Wakes all and waits until the ring turns: those that have just come into the queue are not yet where they
    /// belong, and until they are, the scheduler passes the turn among a few. With a thousand tasks that took up to
    /// some hundred of the worker's yields on Linux 6.18, each of a few microseconds. The worker's own yields until
    /// then.
    func begin() throws -> Int {
        k_store(begun, 0)
        k_store(stopped, 0)
        k_store(state, Board.yielding)
        _ = k_futex_wake_all(state)
        let start = k_raw_ns()
        var (rounds, inStep, before) = (0, 0, yields)
        while rounds < Board.fewestRounds || inStep < Board.roundsInStep || k_load(begun) < UInt32(others) {
            yield()
            rounds += 1
            let now = yields
            inStep = isInTurn(now - before, rounds: 1) ? inStep + 1 : 0
            before = now
            if lost.nanoseconds + k_raw_ns() - start > Board.patience(others) {
                _ = rest()
                throw notInTurn("in \(rounds) rounds they did not come into step")
            }
        }
        return rounds
    }

    /// Times so many rounds in which all took their turns; others are lost and made again, whatever they took. The
    /// watch then, and the worker's yields that were lost.
    func timed(_ rounds: Int, on watch: Stopwatch) throws -> (watch: Stopwatch, lost: Int) {
        var (made, attempts) = (0, 0)
        repeat {
            let (first, start) = (yields, k_raw_ns())
            var trial = watch
            trial.time { for _ in 0..<rounds { yield() } }
            made = yields - first
            if isInTurn(made, rounds: rounds) {
                // One that falls out of turn now and then, and not most of the time, is worth going on with.
                lost.nanoseconds = max(0, lost.nanoseconds - (k_raw_ns() - start))
                return (trial, attempts * rounds)
            }
            attempts += 1
            lost.nanoseconds += k_raw_ns() - start
        } while attempts < Board.attempts && lost.nanoseconds < Board.patience(others)
        _ = rest()
        throw notInTurn(
            "in \(rounds) of the worker's they made \(made), in the last of \(numbered(attempts, "attempt"))")
    }

    /// Whether the others made one yield each a round. A few may be missing, or be too many, where a task of somebody
    /// else's came between.
    private func isInTurn(_ made: Int, rounds: Int) -> Bool {
        50 * abs(made - rounds * others) <= rounds * others + 200
    }

    private func notInTurn(_ what: String) -> Refusal {
        Refusal("the scheduler does not take \(others + 1) runnable tasks in turn, one yield each: \(what)")
    }

    /// The fewest rounds before a batch, how many of them, the last, must have been in turn, and how often a batch is
    /// tried.
    private static let (fewestRounds, roundsInStep, attempts) = (6, 3, 300)

    /// How long a ring of so many may take to come into step, with what it lost out of turn before: one that falls out
    /// of it again and again would be at it for a minute.
    private static func patience(_ others: Int) -> Int64 { 2_000_000_000 + Int64(others) * 1_000_000 }

    /// Has all go to sleep. That is a call and a switch of each, and the worker's own yields meanwhile.
    func rest() -> Int {
        k_store(state, Board.resting)
        var rounds = 0
        while k_load(stopped) < k_load(begun) || k_load(begun) < UInt32(others) && rounds < Board.fewestRounds {
            yield()
            rounds += 1
        }
        // The last may not be asleep yet.
        yield()
        return others + rounds
    }

    func close() { page.close() }
}

/// By how many nanoseconds a ring has spent more time out of turn than in.
private final class Lost {
    var nanoseconds: Int64 = 0
}
