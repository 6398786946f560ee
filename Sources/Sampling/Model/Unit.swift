/// What a figure is counted in.
public enum Unit: String, Codable, Sendable {
    /// Time, which the worker takes.
    case nanoseconds = "ns"
    /// Memory, which the probe finds out itself.
    case bytes
}
