import Glibc
import Sampling

/// Figures as people read them.
enum Units {
    /// Nanoseconds in the unit that keeps the digits before the point few, with as many digits as the value bears.
    static func time(_ nanoseconds: Double) -> String {
        let unit = unit(for: nanoseconds)
        return digits(nanoseconds / unit.scale) + " " + unit.name
    }

    /// A figure in its own unit.
    static func amount(_ value: Double, _ unit: String) -> String {
        unit == "ns" ? time(value) : digits(value / scale(for: value, unit).scale) + " " + scale(for: value, unit).name
    }

    /// An interval in the unit of its middle, both ends with the digits that the difference shows.
    static func interval(_ estimate: Estimate, _ unit: String = "ns") -> String {
        let unit = scale(for: estimate.median, unit)
        let width = abs(estimate.high - estimate.low) / unit.scale
        let places = max(0, min(4, width > 0 ? 1 - Int(floor(log10(width))) : 2))
        return "\(fixed(estimate.low / unit.scale, places)) … \(fixed(estimate.high / unit.scale, places))"
    }

    /// A share as a percentage: 0.0123 is "1.2 %".
    static func percent(_ share: Double) -> String {
        guard share.isFinite else { return "?" }
        return fixed(share * 100, abs(share) < 0.001 ? 2 : abs(share) < 0.0995 ? 1 : 0) + " %"
    }

    /// A factor: "1.052×", "12.3×".
    static func factor(_ value: Double) -> String {
        let size = abs(value)
        return fixed(value, size < 0.1 ? 4 : size < 10 ? 3 : size < 100 ? 1 : 0) + "×"
    }

    /// A count per operation: "1.00", "0.00", "236".
    static func count(_ value: Double) -> String { fixed(value, abs(value) < 10 ? 2 : abs(value) < 100 ? 1 : 0) }

    /// Four significant digits, or what there is.
    static func digits(_ value: Double) -> String {
        let size = abs(value)
        return fixed(value, size < 10 ? 2 : size < 100 ? 1 : 0)
    }

    /// A number without needless zeros: "99", "99.9".
    static func shortest(_ value: Double) -> String {
        let text = "\(value)"
        return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
    }

    /// A number with so many places.
    static func fixed(_ value: Double, _ places: Int) -> String {
        guard value.isFinite else { return "?" }
        var buffer = [CChar](repeating: 0, count: 400)
        withVaList([Int32(places), value]) { _ = vsnprintf(&buffer, buffer.count, "%.*f", $0) }
        return String(decoding: buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    /// Seconds that something took, to the second; what is short to the tenth.
    static func duration(_ seconds: Double) -> String {
        let known = max(0, min(seconds, 360_000))
        if known < 9.95 { return fixed(known, 1) + " s" }
        let whole = Int(known.rounded())
        return whole < 100 ? "\(whole) s" : "\(whole / 60) min \(whole % 60) s"
    }

    /// Seconds left, for a progress line.
    static func secondsLeft(_ seconds: Double) -> String {
        let whole = Int(max(0, min(seconds, 360_000)).rounded(.up))
        return whole < 100 ? "\(whole) s" : "\(whole / 60) min"
    }

    private static func scale(for value: Double, _ unit: String) -> (name: String, scale: Double) {
        guard unit != "ns" else { return self.unit(for: value) }
        return switch abs(value) {
        case ..<1024: ("B", 1)
        case ..<1_048_576: ("KiB", 1024)
        default: ("MiB", 1_048_576)
        }
    }

    private static func unit(for nanoseconds: Double) -> (name: String, scale: Double) {
        switch abs(nanoseconds) {
        case ..<1e3: ("ns", 1)
        case ..<1e6: ("µs", 1e3)
        case ..<1e9: ("ms", 1e6)
        default: ("s", 1e9)
        }
    }
}
