extension String {
    /// The text as one line that is safe on a terminal: control characters (escape sequences among them), line and
    /// paragraph separators and the marks that reorder text become spaces, runs of spaces one; at most 400 characters.
    public var printable: String { printable(upTo: 400) }

    /// The same with another limit.
    public func printable(upTo limit: Int) -> String {
        var result = String.UnicodeScalarView()
        var pendingSpace = false
        for scalar in unicodeScalars.prefix(4096) {
            if scalar.isUnprintable || scalar == " " {
                pendingSpace = !result.isEmpty
            } else {
                if pendingSpace { result.append(" ") }
                pendingSpace = false
                result.append(scalar)
            }
        }
        let text = String(result)
        return text.count <= limit ? text : text.prefix(limit - 1) + "…"
    }

    /// The number written in a file as `0x1f` or `1f`.
    var hexadecimal: UInt64? {
        let digits = lowercased().hasPrefix("0x") ? dropFirst(2) : self[...]
        return UInt64(digits, radix: 16)
    }
}

extension Unicode.Scalar {
    fileprivate var isUnprintable: Bool {
        switch properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .privateUse, .unassigned: true
        default: false
        }
    }
}

/// A number with at most `places` decimals, trailing zeros left out.
func decimal(_ value: Double, places: Int) -> String {
    guard value.isFinite, abs(value) < 1e15 else { return "\(value)" }
    var scale = 1
    for _ in 0..<places { scale *= 10 }
    guard abs(value) < Double(Int.max / scale / 2) else { return "\(value)" }
    let scaled = Int((value * Double(scale)).rounded())
    let sign = scaled < 0 ? "-" : ""
    let whole = abs(scaled) / scale
    var fraction = String(abs(scaled) % scale)
    fraction = String(repeating: "0", count: max(0, places - fraction.count)) + fraction
    while fraction.last == "0" { fraction.removeLast() }
    return fraction.isEmpty ? "\(sign)\(whole)" : "\(sign)\(whole).\(fraction)"
}
