// What the engine does with a row that goes wrong.

extension Engine {
    /// Notes why a row gives nothing, or nothing more.
    mutating func fail(_ name: RowName, _ failure: ProbeFailure) {
        // A run that the user ends is no fault of the row that was at work.
        if failure.kind == .interrupted { return }
        let row = index(name)
        // What a row cannot have any more, its CPU or its worker, takes nothing from what it had.
        let isFromOutside = failure.kind == .skipped || failure.kind == .cut
        if isFromOutside, records[row].batches >= Estimate.fewestValues {
            records[row].cutShort = failure.reason
        } else {
            records[row].failure = .init(
                status: failure.kind == .skipped ? .skipped : .failed, reason: failure.reason)
        }
        if failure.kind == .barred { barrier = failure.reason } else { report(.failed(name, failure)) }
    }

    /// Every row fails for the one reason.
    mutating func barred(by reason: String) -> [Record] {
        for row in records.indices { records[row].failure = .init(status: .failed, reason: reason) }
        return records
    }
}
