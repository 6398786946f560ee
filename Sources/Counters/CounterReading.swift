/// What one counter said when it was read.
public struct CounterReading: Hashable, Sendable, Codable {
    /// Events counted so far.
    public var value: UInt64
    /// Time the event was enabled, in ns of its tasks' running time, added over the tasks.
    public var enabled: UInt64
    /// Time the event really counted, in ns: less than `enabled` where it had to share its counter.
    public var running: UInt64

    /// A reading of these three numbers.
    public init(value: UInt64, enabled: UInt64, running: UInt64) {
        self.value = value
        self.enabled = enabled
        self.running = running
    }

    /// What was counted between `earlier` and this reading.
    ///
    /// The kernel resets values but not times, so both are taken as differences. The numbers are 64 bits wide and the
    /// difference is right across a wrap-around too.
    public func since(_ earlier: CounterReading) -> CounterReading {
        CounterReading(
            value: value &- earlier.value, enabled: enabled &- earlier.enabled, running: running &- earlier.running)
    }
}

extension CounterReading {
    /// Adds what another task's counter of the same event said.
    mutating func add(_ other: CounterReading) {
        value &+= other.value
        enabled &+= other.enabled
        running &+= other.running
    }
}

/// The value of a reading of one event alone: value, enabled, running.
///
/// Nil where the buffer has another shape: a pinned event that found no counter reads as nothing at all.
func singleReading(_ words: [UInt64]) -> CounterReading? {
    guard words.count == 3 else { return nil }
    return CounterReading(value: words[0], enabled: words[1], running: words[2])
}

/// The readings of a group, in the order of `ids`, from what one read of its leader gave: the number of events,
/// enabled, running, then value and id of each.
///
/// Nil where the buffer has another shape or an id is not in it.
func groupReadings(_ words: [UInt64], ids: [UInt64]) -> [CounterReading]? {
    guard words.count >= 3, let count = Int(exactly: words[0]), count <= (words.count - 3) / 2 else { return nil }
    var values: [UInt64: UInt64] = [:]
    for index in 0..<count { values[words[4 + 2 * index]] = words[3 + 2 * index] }
    var readings: [CounterReading] = []
    for id in ids {
        guard let value = values[id] else { return nil }
        readings.append(CounterReading(value: value, enabled: words[1], running: words[2]))
    }
    return readings
}
