internal import Basics
public import Sampling

/// What a verdict waits for.
public struct Lack: Sendable, Codable, Equatable {
    /// A word or two, for a table: "8 CPUs".
    public var short: String
    /// The same in full: what to run, or what to have.
    public var text: String
    /// Rows that this toll can measure and the result does not have.
    public var rows: [RowName]

    init(_ short: String, _ text: String, rows: [RowName] = []) {
        (self.short, self.text, self.rows) = (short, text, rows)
    }

    /// Whether a run of further rows supplies it.
    public var isARun: Bool { short == Lack.rows([]).short }

    /// Whether more of the same rows supplies it.
    public var isTime: Bool { self == .precision }

    /// Rows that are to be measured.
    static func rows(_ rows: [RowName]) -> Lack {
        Lack("a run", "'" + (["toll run"] + rows.map(\.printable)).joined(separator: " ") + "'", rows: rows)
    }

    /// A machine with more CPUs.
    static func cpus(_ count: Int) -> Lack {
        Lack(numbered(count, "CPU"), "a machine with " + numbered(count, "CPU"))
    }

    /// A row that could not be measured here.
    static let row = Lack("a row", "a row that could not be measured")

    /// A probe that this toll does not have.
    static let probe = Lack("a probe", "a probe that this toll does not have")

    /// A narrower interval.
    static let precision = Lack("time", "a narrower interval: a larger --budget, or a machine that is less disturbed")

    /// A gain that could be shared.
    static let gain = Lack("a gain", "a machine on which there is a gain that could be shared")

    /// A figure of the thing itself.
    static let figure = Lack("proof", "a figure of the thing itself: a bound or an estimate refutes nothing")
}
