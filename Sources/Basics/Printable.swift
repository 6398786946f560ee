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

extension Unicode.Scalar {
    fileprivate var isUnprintable: Bool {
        switch properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .privateUse, .unassigned: true
        default: false
        }
    }
}
