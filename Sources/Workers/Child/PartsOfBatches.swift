internal import Counters
internal import Sampling

extension Counting {
    /// Of a probe that times parts of a batch: hardware counters would count what is not timed as well.
    static func ofParts(_ events: [CounterEvent]) -> Counting {
        let layout = GroupLayout(events) {
            .refused(CounterRefusal($0.first?.name ?? "", "not counted: only parts of a batch are the operation"))
        }
        return Counting(layout: layout, batches: [])
    }
}
