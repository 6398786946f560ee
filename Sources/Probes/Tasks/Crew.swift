internal import CKernel
internal import Glibc

/// The calling task and some partners, one a CPU, that all do something at the same time on request.
final class Crew {
    /// What one of them does, in its own task.
    struct Member {
        /// In each turn: its argument is the count of operations.
        var turn: (Int) throws -> Void
        /// Before the first turn.
        var begin: () -> Void = {}
        /// After the last.
        var end: () -> Void = {}
    }

    private(set) var partners: [Partner] = []
    private let page: SharedPage
    private let own: Member

    /// Which turn it is, how much is to be done in it, how many partners are done with it, what went wrong, the end.
    private var turn: UnsafeMutablePointer<UInt32> { page.line(0) }
    private var amount: UnsafeMutablePointer<UInt32> { page.line(1) }
    private var done: UnsafeMutablePointer<UInt32> { page.line(2) }
    private var fault: UnsafeMutablePointer<UInt32> { page.line(3) }

    /// Starts the partners.
    ///
    /// - Parameters:
    ///   - cpus: one for each partner.
    ///   - member: makes what a member does, that of the calling task first.
    init(_ kind: Partner.Kind, on cpus: [Int], _ cleanup: Cleanup, each member: () throws -> Member) throws {
        page = try cleanup.keep(SharedPage(), SharedPage.close)
        own = try member()
        own.begin()
        cleanup.add(own.end)
        let (turn, amount, done, fault, isOver) = (
            page.line(0), page.line(1), page.line(2), page.line(3), page.line(4)
        )
        for cpu in cpus {
            let its = try member()
            let partner =
                try Partner(kind, on: cpu) {
                    var seen: UInt32 = 0
                    its.begin()
                    while true {
                        while k_load(turn) == seen { _ = k_futex_wait(turn, seen) }
                        seen = k_load(turn)
                        if k_load(isOver) != 0 { return its.end() }
                        do { try its.turn(Int(k_load(amount))) } catch { k_store(fault, 1) }
                        k_add(done, 1)
                        _ = k_futex_wake(done)
                    }
                }
            partners.append(partner)
            cleanup.add {
                k_store(isOver, 1)
                k_add(turn, 1)
                _ = k_futex_wake_all(turn)
                partner.end()
            }
        }
    }

    /// The calling task by itself.
    func alone(_ count: Int) throws { try own.turn(count) }

    /// All of them, each so many times; 0 waits until all have begun.
    func together(_ count: Int) throws {
        k_store(done, 0)
        k_store(amount, UInt32(count))
        k_add(turn, 1)
        _ = k_futex_wake_all(turn)
        try own.turn(count)
        var seen = k_load(done)
        while seen < partners.count {
            // Half a minute is longer than any batch.
            if k_futex_wait_for(done, seen, 30_000_000_000) == -Int(ETIMEDOUT) {
                throw OperationFailed("one of those who work at once did not get ready")
            }
            seen = k_load(done)
        }
        guard k_load(fault) == 0 else { throw OperationFailed("one of those who work at once failed") }
    }
}
