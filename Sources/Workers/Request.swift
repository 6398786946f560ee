import Counters
import Sampling

/// What toll asks of a worker.
enum Request: Equatable {
    /// Run batches and time them.
    case visit(VisitOrder)
    /// Run the operation, or its baseline, so often, with the kernel's counters attached.
    case prove(iterations: Int, baseline: Bool)
    /// Count events in batches of their own.
    case count([CounterEvent], iterations: Int, batches: Int)
    /// Time single iterations, for so long.
    case distribution(nanoseconds: Int64)

    var parcel: Parcel {
        var parcel = Parcel()
        switch self {
        case .visit(let order):
            for number in [0, order.pairs, order.iterations, order.baselineIterations] { parcel.put(Int64(number)) }
            for number in [order.calmAdds, order.patience] { parcel.put(number) }
        case .prove(let iterations, let baseline):
            for number in [1, iterations, baseline ? 1 : 0] { parcel.put(Int64(number)) }
        case .count(let events, let iterations, let batches):
            for number in [2, iterations, batches, events.count] { parcel.put(Int64(number)) }
            for event in events { parcel.put(event) }
        case .distribution(let nanoseconds): for number in [3, nanoseconds] { parcel.put(number) }
        }
        return parcel
    }

    init?(_ parcel: Parcel) {
        var parcel = parcel
        switch parcel.number() {
        case 0:
            guard let pairs = parcel.amount(), let iterations = parcel.amount(), let baseline = parcel.amount(),
                let calmAdds = parcel.amount(), let patience = parcel.amount()
            else { return nil }
            var order = VisitOrder(
                pairs: Int(pairs), iterations: Int(iterations), baselineIterations: Int(baseline))
            (order.calmAdds, order.patience) = (calmAdds, patience)
            self = .visit(order)
        case 1:
            guard let iterations = parcel.amount(), let baseline = parcel.number() else { return nil }
            self = .prove(iterations: Int(iterations), baseline: baseline != 0)
        case 2:
            guard let iterations = parcel.amount(), let batches = parcel.amount(), let count = parcel.number(),
                (0...1000).contains(count)
            else { return nil }
            let events = (0..<count).compactMap { _ in parcel.event() }
            self = .count(events, iterations: Int(iterations), batches: Int(batches))
        case 3:
            guard let nanoseconds = parcel.amount() else { return nil }
            self = .distribution(nanoseconds: nanoseconds)
        default: return nil
        }
    }
}
