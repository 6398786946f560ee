import ArgumentParser
import Basics

/// A span of time as people type it: `8s`, `2m`, `500ms`.
struct Span: ExpressibleByArgument, CustomStringConvertible, Comparable {
    var nanoseconds: Int64

    /// The usual time for a run.
    static let minute = Span(nanoseconds: 60_000_000_000)

    init(nanoseconds: Int64) { self.nanoseconds = nanoseconds }

    init?(argument: String) {
        let number = argument.prefix { $0.isNumber || $0 == "." }
        let scales: [Substring: Double] = ["ms": 1e6, "s": 1e9, "": 1e9, "m": 60e9, "min": 60e9, "h": 3600e9]
        guard let value = Double(number), let scale = scales[argument.dropFirst(number.count)], value > 0,
            value * scale <= 30 * 86_400e9
        else { return nil }
        nanoseconds = Int64(value * scale)
    }

    /// As a sentence has it, rounded: "5 minutes", "90 seconds".
    var words: String {
        let seconds = max(1, Int((Double(nanoseconds) / 1e9).rounded()))
        return seconds == 60 || seconds >= 120
            ? numbered((seconds + 30) / 60, "minute") : numbered(seconds, "second")
    }

    static func < (a: Span, b: Span) -> Bool { a.nanoseconds < b.nanoseconds }

    var description: String {
        nanoseconds % 1_000_000_000 == 0 ? "\(nanoseconds / 1_000_000_000)s" : "\(nanoseconds / 1_000_000)ms"
    }
}

/// A share as people type it: `1%`, `0.01`, or `1` for a percent, as nobody means the whole.
struct Share: ExpressibleByArgument {
    var value: Double

    init?(argument: String) {
        let isPercent = argument.hasSuffix("%")
        guard let number = Double(isPercent ? argument.dropLast() : argument[...]), number > 0 else { return nil }
        value = isPercent || number >= 1 ? number / 100 : number
        guard value < 1 else { return nil }
    }
}
