public import Counters
public import Probes
public import Sampling

/// What a worker gets when it is started: which probe, where, and on which clock.
public struct Assignment: Sendable, Equatable {
    /// The row to be measured.
    public var probe: RowName
    /// Where it is to run.
    public var place: Place
    /// The clock of the whole run.
    public var clock: Clock

    /// An assignment.
    public init(probe: RowName, place: Place, clock: Clock) {
        self.probe = probe
        self.place = place
        self.clock = clock
    }

    /// The assignment as words of a command line. A number that is not known is -1.
    public var arguments: [String] {
        [
            probe.text, "\(place.cpu)", "\(place.otherCPU ?? -1)", "\(place.lastLevelCache ?? -1)", "\(place.memory)",
            clock.source.rawValue, "\(clock.nanosecondsPerTick.bitPattern)",
            place.cpus.map(String.init).joined(separator: ","), "\(place.workRate ?? -1)",
        ]
    }

    /// The assignment that words of a command line stand for, or nil when they stand for none.
    public init?(arguments words: [String]) {
        guard words.count == 9, let cpu = Int(words[1]), cpu >= 0, let other = Int(words[2]),
            let cache = Int(words[3]), let memory = Int(words[4]), let source = Clock.Source(rawValue: words[5]),
            let bits = UInt64(words[6]), let rate = Double(words[8]), rate.isFinite
        else { return nil }
        let cpus = words[7].split(separator: ",", omittingEmptySubsequences: false).map { Int($0) ?? -1 }
        guard cpus.first == cpu, cpus.allSatisfy({ $0 >= 0 }) else { return nil }
        probe = RowName(words[0])
        place = Place(
            cpu: cpu, otherCPU: other < 0 ? nil : other, cpus: cpus, lastLevelCache: cache < 0 ? nil : cache,
            memory: memory)
        place.workRate = rate > 0 ? rate : nil
        clock = Clock(source: source, nanosecondsPerTick: Double(bitPattern: bits))
    }
}
