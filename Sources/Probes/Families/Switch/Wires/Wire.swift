/// One direction between two tasks: one side gives, the other sleeps until something was given. What is given is
/// always the same, so nothing is carried but the wake-up. Both return 0, or a negated error number.
protocol Wire: SendableMetatype {
    /// Wakes whoever takes.
    func give() -> Int32
    /// Sleeps until something was given, and takes it away.
    func take() -> Int32
    /// Undoes what making it did.
    func close()
}

/// What a wire is made for.
enum WireUse: Int32 { case there, back, own }

/// Gives by one wire and takes by another.
@inline(__always)
func exchange<W: Wire>(give there: W, take back: W) throws {
    var result = there.give()
    if result == 0 { result = back.take() }
    if result != 0 { throw OperationFailed("\(W.self): \(errorText(of: result))") }
}
