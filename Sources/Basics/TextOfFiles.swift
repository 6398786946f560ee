// What texts of proc and sysfs are taken apart with.

extension StringProtocol {
    /// The text without white space at its ends.
    package var trimmed: String {
        String(drop(while: \.isWhitespace).reversed().drop(while: \.isWhitespace).reversed())
    }
}

extension String {
    /// The number written in a file as `0x1f` or `1f`.
    package var hexadecimal: UInt64? {
        let digits = lowercased().hasPrefix("0x") ? dropFirst(2) : self[...]
        return UInt64(digits, radix: 16)
    }
}
