internal import Glibc

/// Why a probe cannot be set up here: not a fault of the probe.
public struct Refusal: Error, Sendable, Equatable, CustomStringConvertible {
    /// One line for people.
    public let reason: String

    /// A refusal with its reason.
    public init(_ reason: String) { self.reason = reason }

    /// The reason.
    public var description: String { reason }
}

/// An operation that went wrong while it was measured.
public struct OperationFailed: Error, Sendable, Equatable, CustomStringConvertible {
    /// What did not do as it should.
    public let description: String

    /// A failure of `what`.
    public init(_ what: String) { description = what }
}

/// The text of `errno`, as the C library's own functions leave it, or of another error number; and what to do, where a
/// limit can be raised.
package func errorText(_ code: Int32 = errno) -> String {
    code == EMFILE ? Limits.files : String(cString: strerror(code))
}

/// The text of what a function of CKernel returned where it failed: a negated error number.
package func errorText(of result: some BinaryInteger) -> String { errorText(-Int32(truncatingIfNeeded: result)) }
