extension String {
    /// The text as one line that is safe on a terminal: control characters (escape sequences among them), line and
    /// paragraph separators and the marks that reorder text become spaces, runs of spaces one; at most 400 characters.
    package var printable: String { printable(upTo: 400) }

    /// The same with another limit.
    package func printable(upTo limit: Int) -> String {
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
}

extension String {
    /// The text with every character that a terminal might obey, or not show, as an escape such as `\u{1B}`; line ends
    /// stay.
    package var escaped: String {
        guard unicodeScalars.contains(where: { $0.isUnprintable && $0 != "\n" }) else { return self }
        return unicodeScalars.reduce(into: "") { result, scalar in
            if scalar.isUnprintable, scalar != "\n" {
                result += "\\u{\(String(scalar.value, radix: 16, uppercase: true))}"
            } else {
                result.unicodeScalars.append(scalar)
            }
        }
    }

    /// JSON in which such characters are escapes too: it allows some of them to stand as they are.
    package var safeJSON: String {
        func isUnsafe(_ scalar: Unicode.Scalar) -> Bool { scalar.isUnprintable && scalar.value >= 0x7f }
        guard unicodeScalars.contains(where: isUnsafe) else { return self }
        return unicodeScalars.reduce(into: "") { result, scalar in
            guard isUnsafe(scalar) else { return result.unicodeScalars.append(scalar) }
            for unit in String(scalar).utf16 {
                let digits = String(unit, radix: 16)
                result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            }
        }
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
