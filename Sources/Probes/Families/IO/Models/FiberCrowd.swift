internal import CFiber
internal import CKernel

/// A fiber a connection, each with a stack of its own, on the project's own switch. Whoever has news for a connection
/// puts them into its record and enters the fiber, which leaves when it has to wait again.
struct FiberCrowd {
    /// What a fiber knows: `pair` is first, where it and its loop were left.
    struct Fiber {
        var pair: f_pair
        let connection: UnsafeMutablePointer<Connection>
        /// What the fiber needs beside its connection.
        let context: UnsafeMutableRawPointer
        /// The news with which it is entered, where there is any.
        var news: (result: Int32, flags: UInt32) = (0, 0)
        /// What came of it.
        var arrival = Service.Arrival.nothing
    }

    let fibers: UnsafeMutablePointer<Fiber>
    private let stacks: Stack
    private let entry: @convention(c) (UnsafeMutableRawPointer?) -> Void

    /// Bytes from one stack to the next. The odd lines spread the tops over the sets of the cache: stacks that all end
    /// at the same place of a page would drive each other out of it.
    private static let stride = 16_384 + 5 * 64

    /// Room for `count` fibers that will call `entry`, which never returns.
    init(_ count: Int, entry: @escaping @convention(c) (UnsafeMutableRawPointer?) -> Void) throws {
        stacks = try Stack(bytes: count * FiberCrowd.stride)
        fibers = .allocate(capacity: count)
        self.entry = entry
    }

    /// Makes the fiber of a connection.
    func admit(
        _ connection: UnsafeMutablePointer<Connection>, context: UnsafeMutableRawPointer
    ) -> UnsafeMutablePointer<Fiber> {
        let index = Int(connection.pointee.number)
        let fiber = fibers + index
        let top = stacks.base + (index + 1) * FiberCrowd.stride
        fiber.initialize(to: Fiber(pair: f_pair(), connection: connection, context: context))
        f_prepare(&fiber.pointee.pair.there, top, entry, fiber)
        return fiber
    }

    /// Runs a fiber until it waits again.
    @inline(__always)
    static func enter(_ fiber: UnsafeMutablePointer<Fiber>) {
        f_enter(UnsafeMutableRawPointer(fiber).assumingMemoryBound(to: f_pair.self))
    }

    /// Waits, called by the fiber itself.
    @inline(__always)
    static func leave(_ fiber: UnsafeMutablePointer<Fiber>) {
        f_leave(UnsafeMutableRawPointer(fiber).assumingMemoryBound(to: f_pair.self))
    }

    func free() {
        stacks.free()
        fibers.deallocate()
    }
}
