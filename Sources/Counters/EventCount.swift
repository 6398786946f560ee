/// A number, or the reason why there is none. Never 0 for want of a counter.
public enum CountedValue: Hashable, Sendable {
    /// What was counted.
    case value(Double)
    /// Why nothing could be counted.
    case absent(String)

    /// The number, nil where it is absent.
    public var number: Double? { if case .value(let number) = self { number } else { nil } }
    /// The reason, nil where there is a number.
    public var reason: String? { if case .absent(let reason) = self { reason } else { nil } }
}

extension CountedValue: Codable {
    private enum Key: String, CodingKey { case value, reason }

    /// Reads `{"value": 1.5}` or `{"reason": "…"}`.
    public init(from decoder: any Decoder) throws {
        let fields = try decoder.container(keyedBy: Key.self)
        if let number = try fields.decodeIfPresent(Double.self, forKey: .value) {
            self = .value(number)
        } else {
            self = .absent(try fields.decode(String.self, forKey: .reason))
        }
    }

    /// Writes `{"value": 1.5}` or `{"reason": "…"}`.
    public func encode(to encoder: any Encoder) throws {
        var fields = encoder.container(keyedBy: Key.self)
        switch self {
        case .value(let number): try fields.encode(number, forKey: .value)
        case .absent(let reason): try fields.encode(reason, forKey: .reason)
        }
    }
}

/// How often one event happened in one operation.
public struct EventCount: Hashable, Sendable, Codable {
    /// The event's name, with `:u` or `:k` where one mode was counted alone.
    public var event: String
    /// Events an operation, over all batches of the event's group.
    public var perOperation: CountedValue

    /// A count of these.
    public init(event: String, perOperation: CountedValue) {
        self.event = event
        self.perOperation = perOperation
    }
}

/// The counts of each event of a layout, in the order of its groups, from the batches that were counted; what was
/// refused follows with its reason.
///
/// An event that counted only part of its time is absent: what it would have counted in the rest is a guess.
public func eventCounts(_ layout: GroupLayout, _ batches: [CountedBatch]) -> [EventCount] {
    var counts: [EventCount] = []
    for (number, group) in layout.groups.enumerated() {
        let own = batches.filter { $0.group == number && $0.readings.count == group.count }
        for (place, event) in group.enumerated() {
            let operations = own.reduce(0) { $0 + $1.operations }
            counts.append(
                EventCount(event: event.name, perOperation: perOperation(own.map { $0.readings[place] }, operations)))
        }
    }
    return counts + layout.refusals.map { EventCount(event: $0.event, perOperation: .absent($0.reason)) }
}

/// Events an operation from the readings of one event, one reading a batch.
func perOperation(_ readings: [CounterReading], _ operations: UInt64) -> CountedValue {
    guard !readings.isEmpty, operations > 0 else { return .absent("nothing was counted") }
    let enabled = readings.reduce(0) { $0 &+ $1.enabled }
    let running = readings.reduce(0) { $0 &+ $1.running }
    if running == 0 { return .absent("it never counted: no counter was free for its group") }
    if readings.contains(where: { $0.running != $0.enabled }) {
        let share = 100 * Double(running) / Double(enabled)
        return .absent("it counted only \(Int(share.rounded(.down))) % of the time: others use its counter")
    }
    return .value(Double(readings.reduce(0) { $0 &+ $1.value }) / Double(operations))
}
