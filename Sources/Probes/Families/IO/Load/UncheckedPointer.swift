/// A pointer into what outlives the task that it is handed to.
package struct UncheckedPointer<Pointee>: @unchecked Sendable {
    /// The pointer itself.
    package let pointer: UnsafeMutablePointer<Pointee>

    /// Vouches for `pointer`.
    package init(_ pointer: UnsafeMutablePointer<Pointee>) { self.pointer = pointer }
}
