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
    /// Run the operation in so many stretches.
    case warmUp(VisitOrder, stretches: Int)
    /// Find out what takes long and is wanted once.
    case study

    var message: MessageBuffer {
        var message = MessageBuffer()
        switch self {
        case .visit(let order):
            message.put(0)
            message.put(order)
        case .prove(let iterations, let baseline):
            for number in [1, iterations, baseline ? 1 : 0] { message.put(Int64(number)) }
        case .count(let events, let iterations, let batches):
            for number in [2, iterations, batches, events.count] { message.put(Int64(number)) }
            for event in events { message.put(event) }
        case .distribution(let nanoseconds): for number in [3, nanoseconds] { message.put(number) }
        case .warmUp(let order, let stretches):
            message.put(4)
            message.put(order)
            message.put(Int64(stretches))
        case .study: message.put(5)
        }
        return message
    }

    init?(_ message: MessageBuffer) {
        var message = message
        switch message.number() {
        case 0:
            guard let order = message.order() else { return nil }
            self = .visit(order)
        case 1:
            guard let iterations = message.amount(), let baseline = message.number() else { return nil }
            self = .prove(iterations: Int(iterations), baseline: baseline != 0)
        case 2:
            guard let iterations = message.amount(), let batches = message.amount(), let count = message.number(),
                (0...1000).contains(count)
            else { return nil }
            let events = (0..<count).compactMap { _ in message.event() }
            self = .count(events, iterations: Int(iterations), batches: Int(batches))
        case 3:
            guard let nanoseconds = message.amount() else { return nil }
            self = .distribution(nanoseconds: nanoseconds)
        case 4:
            guard let order = message.order(), let stretches = message.amount() else { return nil }
            self = .warmUp(order, stretches: Int(stretches))
        case 5: self = .study
        default: return nil
        }
    }
}
