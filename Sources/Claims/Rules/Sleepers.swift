internal import Sampling

/// Tasks that sleep and wake each other by one means: two threads, and where that is measured two processes.
struct Sleepers {
    let thread: Row
    let process: Row?

    init(_ thread: Row, _ process: Row?) { (self.thread, self.process) = (thread, process) }

    /// The width of the interval of what a process takes above a thread, in ns; infinite where that is not known.
    var uncertainty: Double {
        guard let process = process?.net, let thread = thread.net else { return .infinity }
        let difference = (process - thread).estimate
        return difference.high - difference.low
    }
}

extension Evidence {
    /// Threads and processes that sleep and wake each other by the same means, whose baseline makes the same calls:
    /// first the means that have both, and of these the one by which threads are cheapest. Never empty.
    func sleepers() throws(Absence) -> [Sleepers] {
        let pairs: [(RowName, RowName)] = [
            ("switch.pipe.thread.raw", "switch.pipe.process.raw"), ("switch.futex.thread", "switch.futex.process"),
            ("switch.pipe.thread", "switch.pipe.process"), ("switch.eventfd.thread", "switch.eventfd.process"),
            ("switch.socketpair.thread", "switch.socketpair.process"),
        ]
        var (found, absences): ([Sleepers], [Absence]) = ([], [])
        for (thread, process) in pairs {
            do throws(Absence) {
                let row = try proved(thread)
                _ = try row.requireNet()
                found.append(Sleepers(row, (try? proved(process)).flatMap { $0.net == nil ? nil : $0 }))
            } catch {
                absences.append(error)
            }
        }
        guard !found.isEmpty else { throw absences[0] }
        return found.sorted { one, other in
            let (isWhole, otherIsWhole) = (one.process != nil, other.process != nil)
            return isWhole == otherIsWhole ? one.thread.netMedian < other.thread.netMedian : isWhole
        }
    }
}

extension Row {
    /// The net figure in ns, or 0 without one.
    fileprivate var netMedian: Double { net?.estimate.median ?? 0 }
}
