/// What became of a row.
public enum Status: String, Codable, Sendable {
    /// It was measured, and the kernel's counts agree with what the probe declares.
    case measured
    /// It was measured, and they do not.
    case invalid
    /// It cannot run here.
    case skipped
    /// It went wrong.
    case failed
}
