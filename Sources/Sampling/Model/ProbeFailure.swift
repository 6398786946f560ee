/// Why a probe gives no figure.
public struct ProbeFailure: Error, Sendable, Equatable {
    /// Skipped: it cannot run here, which is nobody's fault. Failed: it could, and went wrong. Interrupted: the user
    /// ended the run.
    public enum Kind: String, Codable, Sendable { case skipped, failed, interrupted }
    /// Which of them.
    public var kind: Kind
    /// One line for people.
    public var reason: String

    /// A failure.
    public init(_ kind: Kind, _ reason: String) {
        self.kind = kind
        self.reason = reason
    }
}
