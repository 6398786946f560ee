/// Under what two tasks switch: nothing special, unless a probe is about it.
struct SwitchCondition {
    /// On the worker's side, before the partner is made, which inherits what tasks inherit. What undoes it is added to
    /// the list.
    ///
    /// Throws a `Refusal` when the machine does not allow it.
    var impose: (Cleanup) throws -> Void = { _ in }
    /// On the partner's side, before its first turn.
    var partnerStarts: () -> Void = {}
    /// On the worker's side, after a batch: whether it still holds.
    var batchEnded: () throws -> Void = {}
    /// What the reader should know of the figure.
    var notes: [String] = []
}
