/// Why a probe gives no figure.
public struct ProbeFailure: Error, Sendable, Equatable {
    /// Skipped: it cannot run here, which is nobody's fault. Failed: it could, and went wrong. Interrupted: the user
    /// ended the run. Cut: its worker was taken away from outside, and what it had measured stands. Barred: no worker
    /// at all can work here, so that no other row need be tried.
    public enum Kind: String, Codable, Sendable { case skipped, failed, interrupted, cut, barred }
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
