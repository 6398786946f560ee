internal import CKernel
internal import Glibc

/// Numbers as people read them: the only place where one becomes text. Tables, claims, charts, pages and messages call
/// it, so that one figure reads the same in all of them.
package enum Format {
    // MARK: - Figures

    /// Three significant digits, or all before the point: "0.270", "2.40", "24.0", "240", "5400". Zero is "0".
    package static func digits(_ value: Double) -> String {
        guard value.isFinite else { return "?" }
        guard value != 0 else { return "0" }
        var places = 2
        var bound = 10.0
        while places > 0, abs(value) >= bound - rounding(places) { (places, bound) = (places - 1, bound * 10) }
        bound = 1
        while places < 12, abs(value) < bound - rounding(places + 1) { (places, bound) = (places + 1, bound / 10) }
        return fixed(value, places)
    }

    /// A value and its unit, with the prefix that keeps the digits before the point few: "2.40 µs", "1.50 MiB". Of any
    /// other unit than `ns` and `bytes` the name follows as it is.
    package static func amount(_ value: Double, _ unit: String) -> String {
        let scale = scale(for: value, unit)
        // Of a time no more is known than thousandths of a nanosecond.
        if scale.name == "ns", abs(value) < 0.01 { return decimal(value) + " ns" }
        return digits(value / scale.factor) + (scale.name.isEmpty ? "" : " " + scale.name)
    }

    /// Bytes that were asked for: "64 KiB", "0".
    package static func size(_ bytes: Double) -> String {
        guard bytes >= 1024 else { return decimal(bytes) }
        let scale = scale(for: bytes, "bytes")
        return decimal(bytes / scale.factor) + " " + scale.name
    }

    /// Nanoseconds with the unit that suits them.
    package static func time(_ nanoseconds: Double) -> String { amount(nanoseconds, "ns") }

    /// Both ends of an interval in the unit of its middle, with the digits that their difference shows:
    /// "2.283 … 2.349".
    package static func interval(_ low: Double, _ high: Double, around middle: Double, _ unit: String) -> String {
        let scale = scale(for: middle, unit)
        let width = abs(high - low) / scale.factor
        let places = max(0, min(4, width > 0 ? 1 - Int(floor(log10(width))) : 2))
        return "\(fixed(low / scale.factor, places)) … \(fixed(high / scale.factor, places))"
    }

    // MARK: - Numbers without a unit

    /// A share as a percentage: 0.0123 is "1.2 %".
    package static func percent(_ share: Double) -> String {
        fixed(share * 100, abs(share) < 0.001 && share != 0 ? 2 : abs(share) < 0.0995 ? 1 : 0) + " %"
    }

    /// A change as a percentage with its sign: "+1.2 %".
    package static func change(_ share: Double) -> String { (share > 0 ? "+" : "") + percent(share) }

    /// A factor: "1.052×", "12.3×".
    package static func factor(_ value: Double) -> String {
        let size = abs(value)
        return fixed(value, size < 0.1 ? 4 : size < 10 ? 3 : size < 100 ? 1 : 0) + "×"
    }

    /// A factor where two decimals matter: "1.76×", "0.87×", "0.009×", "223×".
    package static func times(_ value: Double) -> String {
        let size = abs(value)
        return fixed(value, size < 0.0995 && size > 0 ? 3 : size < 9.995 ? 2 : size < 99.95 ? 1 : 0) + "×"
    }

    /// A count per operation: "1.00", "0.00", "236".
    package static func count(_ value: Double) -> String {
        fixed(value, abs(value) < 10 ? 2 : abs(value) < 100 ? 1 : 0)
    }

    /// A count per operation where a thousandth decides: "1.00", "0.984".
    package static func exactCount(_ value: Double) -> String {
        let text = fixed(value, 3)
        return text.hasSuffix("0") && text.contains(".") ? String(text.dropLast()) : text
    }

    /// A number with at most `places` decimals and no needless zeros: "99", "99.9".
    package static func decimal(_ value: Double, places: Int = 3) -> String {
        var text = fixed(value, places)
        guard text.contains(".") else { return text }
        while text.last == "0" { text.removeLast() }
        if text.last == "." { text.removeLast() }
        return text == "-0" ? "0" : text
    }

    /// A number with a fixed number of decimals.
    package static func fixed(_ value: Double, _ places: Int) -> String {
        guard value.isFinite else { return "?" }
        var buffer = [CChar](repeating: 0, count: 400)
        k_decimals(&buffer, buffer.count, Int32(places), value)
        let text = String(decoding: buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
        // What rounds to nothing has no sign.
        return text.hasPrefix("-") && !text.contains { "123456789".contains($0) } ? String(text.dropFirst()) : text
    }

    // MARK: - Durations

    /// Seconds that something took, to the second; what is short to the tenth.
    package static func duration(_ seconds: Double) -> String {
        let known = max(0, min(seconds, 360_000))
        if known < 9.95 { return fixed(known, 1) + " s" }
        let whole = Int(known.rounded())
        return whole < 100 ? "\(whole) s" : "\(whole / 60) min \(whole % 60) s"
    }

    /// Seconds left, for a progress line.
    package static func secondsLeft(_ seconds: Double) -> String {
        let whole = Int(max(0, min(seconds, 360_000)).rounded(.up))
        return whole < 100 ? "\(whole) s" : "\(whole / 60) min"
    }

    /// A moment in seconds since 1970, to the minute: "2026-11-25 19:42 UTC".
    package static func moment(_ seconds: Int64) -> String {
        var (time, parts) = (time_t(seconds), tm())
        guard gmtime_r(&time, &parts) != nil, parts.tm_year < 8100 else { return "at an unknown time" }
        func two(_ number: Int32) -> String { number < 10 ? "0\(number)" : "\(number)" }
        return "\(Int(parts.tm_year) + 1900)-\(two(parts.tm_mon + 1))-\(two(parts.tm_mday)) "
            + "\(two(parts.tm_hour)):\(two(parts.tm_min)) UTC"
    }

    /// The seconds of a moment, to stand behind its minutes: ":07".
    package static func seconds(of moment: Int64) -> String {
        let seconds = (moment % 60 + 60) % 60
        return (seconds < 10 ? ":0" : ":") + "\(seconds)"
    }

    // MARK: - Units

    /// The prefixed unit for a value, and how many of the plain one it holds.
    private static func scale(for value: Double, _ unit: String) -> (name: String, factor: Double) {
        switch unit {
        case "ns": pick(value, [("ns", 1), ("µs", 1e3), ("ms", 1e6), ("s", 1e9)])
        case "bytes": pick(value, [("B", 1), ("KiB", 1024), ("MiB", 1_048_576), ("GiB", 1_073_741_824)])
        default: (unit, 1)
        }
    }

    private static func pick(_ value: Double, _ scales: [(name: String, factor: Double)]) -> (
        name: String, factor: Double
    ) {
        scales.last { abs(value) >= $0.factor } ?? scales[0]
    }

    /// Half a unit of the last place: what rounds up to the next power of ten has one digit more before the point.
    private static func rounding(_ places: Int) -> Double {
        (0..<places).reduce(0.5) { half, _ in half / 10 }
    }
}
