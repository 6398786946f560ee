internal import Basics
internal import CKernel
internal import Counters
internal import Glibc

/// Many tasks that all want the one CPU and do nothing but call sched_yield: the scheduler takes each in turn, so each
/// yield is a switch among all runnable tasks. They count their yields, since those that the ring makes before it
/// has come into step are not timed; they are operations all the same, which the kernel counts. Where some have a
/// second turn before others have their first, as some in a hundred do among ten thousand on Linux 6.18, a batch is
/// brought to the number of yields that it was to have.
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
                let batch = try board.timed(n, by: watch.clock)
                watch.add(nanoseconds: batch.nanoseconds)
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

    /// The worker's rounds, one a yield of it, and how many tasks took part in each of them, all together.
    private var round: UnsafeMutablePointer<Int> {
        UnsafeMutableRawPointer(page.line(4)).assumingMemoryBound(to: Int.self)
    }
    private var parts: UnsafeMutablePointer<Int> {
        UnsafeMutableRawPointer(page.line(5)).assumingMemoryBound(to: Int.self)
    }

    /// The yields of all others so far.
    var yields: Int { count.pointee }

    /// The life of one of them.
    func takePart() {
        var seen = 0
        while true {
            switch k_load(state) {
            case Board.yielding:
                k_add(begun, 1)
                repeat {
                    // Before, so that whoever is off the CPU has counted the yield that took it off.
                    count.pointee += 1
                    if round.pointee != seen {
                        seen = round.pointee
                        parts.pointee += 1
                    }
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
        var (rounds, inStep) = (0, 0)
        while rounds < Board.fewestRounds || inStep < Board.roundsInStep || k_load(begun) < UInt32(others) {
            let (yieldsBefore, partsBefore) = (yields, parts.pointee)
            yieldOnce()
            rounds += 1
            let isWhole = isWhole(1, yields: yields - yieldsBefore, parts: parts.pointee - partsBefore)
            inStep = isWhole ? inStep + 1 : 0
            if lost.nanoseconds + k_raw_ns() - start > Board.patience(others) {
                _ = rest()
                throw notInTurn("in \(rounds) rounds they did not come into step")
            }
        }
        return rounds
    }

    /// The worker's yield, which begins a round.
    @inline(__always)
    private func yieldOnce() {
        round.pointee += 1
        yield()
    }

    /// Times so many rounds in which all took their turns; others are lost and made again, whatever they took. The
    /// nanoseconds of as many yields as there are tasks in so many rounds, and the worker's yields that were lost.
    func timed(_ rounds: Int, by clock: Clock) throws -> (nanoseconds: Int64, lost: Int) {
        var (made, attempts) = (0, 0)
        repeat {
            let (yieldsBefore, partsBefore) = (yields, parts.pointee)
            var watch = Stopwatch(clock)
            watch.time { for _ in 0..<rounds { yieldOnce() } }
            made = yields - yieldsBefore
            if isWhole(rounds, yields: made, parts: parts.pointee - partsBefore) {
                // One that falls out of turn now and then, and not most of the time, is worth going on with.
                lost.nanoseconds = max(0, lost.nanoseconds - watch.nanoseconds)
                let wanted = Double(rounds * (others + 1)) / Double(max(1, made + rounds))
                return (Int64((Double(watch.nanoseconds) * wanted).rounded()), attempts * rounds)
            }
            attempts += 1
            lost.nanoseconds += watch.nanoseconds
        } while attempts < Board.attempts && lost.nanoseconds < Board.patience(others)
        _ = rest()
        throw notInTurn(
            "in \(rounds) of the worker's they made \(made), in the last of \(numbered(attempts, "attempt"))")
    }

    /// Whether all others had their turns in so many rounds, and few of them a second one. A few may be missing where a
    /// task of somebody else's came between.
    private func isWhole(_ rounds: Int, yields: Int, parts: Int) -> Bool {
        50 * (rounds * others - parts) <= rounds * others + 200 && 4 * yields <= 5 * rounds * others + 20
    }

    private func notInTurn(_ what: String) -> Refusal {
        Refusal("the scheduler does not take \(others + 1) runnable tasks in turn, one yield each: \(what)")
    }

    /// The fewest rounds before a batch, how many of them, the last, must have been in turn, and how often a batch is
    /// tried.
    private static let (fewestRounds, roundsInStep, attempts) = (4, 3, 300)

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
