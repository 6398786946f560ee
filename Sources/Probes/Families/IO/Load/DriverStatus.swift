internal import CKernel
internal import Glibc

/// The page on which the server and the driver note how far they are, and what went wrong first.
struct DriverStatus: @unchecked Sendable {
    private let page: SharedPage

    init() throws { page = try SharedPage() }

    /// Messages that the driver may send, and answers that it has found good. Both count on through all batches and
    /// wrap; the answers are noted when none is under way any more.
    var granted: UnsafeMutablePointer<UInt32> { page.line(0) }
    var answered: UnsafeMutablePointer<UInt32> { page.line(1) }
    /// Changes whenever there is something to be read for the one that waits here.
    private var news: UnsafeMutablePointer<UInt32> { page.line(2) }
    /// Connections that the driver has taken over.
    private var taken: UnsafeMutablePointer<UInt32> { page.line(3) }
    private var fault: UnsafeMutablePointer<UInt32> { page.line(4) }

    /// Notes the first fault and wakes who waits. Later ones only follow from it.
    func note(_ what: Fault, by finder: Fault.Finder, connection: UInt32, detail: UInt32 = 0, due: UInt32 = 0) {
        guard k_set_first(fault, 1) != 0 else { return }
        fault[1] = finder.rawValue
        fault[2] = connection
        fault[3] = detail
        fault[4] = due
        k_store(fault + 5, what.rawValue)
        announce()
    }

    /// Wakes who waits in `await`.
    func announce() {
        k_add(news, 1)
        _ = k_futex_wake(news)
    }

    /// Whether something went wrong already.
    @inline(__always)
    var isBroken: Bool { k_load(fault + 5) != 0 }

    /// Throws what went wrong, if anything did.
    func check() throws {
        guard let what = Fault(rawValue: k_load(fault + 5)), let finder = Fault.Finder(rawValue: fault[1]) else {
            return
        }
        throw OperationFailed(what.sentence(by: finder, connection: fault[2], detail: fault[3], due: fault[4]))
    }

    /// Lets the driver send `more` messages.
    func grant(_ more: Int) {
        k_store(granted, k_load(granted) &+ UInt32(truncatingIfNeeded: more))
        _ = k_futex_wake(granted)
    }

    /// Waits until all that was granted has been answered well.
    ///
    /// - Parameter spins: looks at the page so often before it goes to sleep.
    /// - Throws: what went wrong, or that the driver is gone.
    func awaitAnswers(from driver: Partner, spins: Int) throws {
        for _ in 0..<spins where k_load(answered) != k_load(granted) && !isBroken { k_pause() }
        try wait(for: driver) { k_load(answered) == k_load(granted) }
    }

    /// Waits until the driver has taken over `count` connections.
    func awaitTaken(_ count: Int, by driver: Partner) throws {
        try wait(for: driver) { k_load(taken) == UInt32(count) }
    }

    /// One more connection is in the driver's hands.
    func take(_ count: Int) {
        k_store(taken, UInt32(count))
        announce()
    }

    private func wait(for driver: Partner, until isDone: () -> Bool) throws {
        while true {
            let seen = k_load(news)
            try check()
            if isDone() { return }
            let answer = k_futex_wait_for(news, seen, 500_000_000)
            if answer == -Int(ETIMEDOUT), !driver.isAlive { throw OperationFailed("the driver died") }
        }
    }

    func close() { page.close() }
}
