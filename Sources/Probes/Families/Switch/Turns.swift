internal import Glibc

/// Under what tasks on one CPU that do nothing but yield take turns, so that each yield is a switch.
///
/// EEVDF, from Linux 6.6 on, has whoever yields give up the rest of its slice, and so puts it behind the others. Where
/// a guest's CPU stands still, the task on it is taken to have run all the time, and the other gets its own yields
/// back, a few dozen in an emulated guest on Linux 7.3. CFS before it goes by the time that each has run: a task that
/// has slept is behind, and gets its own yields back, thousands of them, until it has caught up. Under SCHED_FIFO
/// whoever yields goes to the end of its priority's queue, on every kernel (sched_yield(2)).
enum Turns: String, CaseIterable {
    /// The fair class serves.
    case fair
    /// All have to be of the real-time class, at the same priority.
    case firstInFirstOut

    /// What a kernel needs.
    init(on release: KernelRelease) { self = release.isAtLeast(6, 6) ? .fair : .firstInFirstOut }

    /// What the kernel that runs needs.
    static let here = Turns(on: .running)

    /// Puts the calling task, and what it makes from then on, under the policy, until the list is run. What the reader
    /// has to know of it.
    ///
    /// - Parameter policy: that of the fair class, where another than the caller's is wanted.
    func adopt(fair policy: Int32? = nil, _ cleanup: Cleanup) throws -> [String] {
        switch self {
        case .fair:
            if let policy { try adoptPolicy(policy, cleanup) }
            return []
        case .firstInFirstOut:
            try adoptPolicy(SCHED_FIFO, priority: 1, cleanup)
            return ["under SCHED_FIFO, since \(Turns.reason)"]
        }
    }

    fileprivate static let reason = "before Linux 6.6 the fair scheduler gives tasks that have slept their yields back"
}

extension Need {
    /// What tasks need that are to take turns by yielding.
    static func turns(by turns: Turns = .here) -> Need {
        Need("turns by yielding") { place in
            guard turns == .firstInFirstOut, let lack = Need.realTime.missing(at: place) else { return nil }
            switch lack {
            case .unsupported(let reason): return .unsupported("\(Turns.reason), and \(reason)")
            case .untried: return lack
            }
        }
    }
}
