internal import CKernel

/// The same loop as `EpollState`, with a fiber a connection: what is read and written is written down as if each had a
/// thread, and the loop only enters the fiber whose connection has something.
final class EpollFibers: IOModel {
    private let loop: EpollLoop
    private let crowd: FiberCrowd
    private let service: UnsafeMutablePointer<Service>

    init(_ stage: Stage) throws {
        (service, loop, crowd) = try unwinding { cleanup in
            let service = UnsafeMutablePointer<Service>.allocate(capacity: 1)
            service.initialize(to: stage.service)
            cleanup.add { service.deallocate() }
            let loop = try cleanup.keep(EpollLoop(), EpollLoop.close)
            return (service, loop, try FiberCrowd(stage.count, entry: EpollFibers.live))
        }
    }

    /// The fiber: for ever, wait and serve.
    private static let live: @convention(c) (UnsafeMutableRawPointer?) -> Void = { argument in
        let fiber = argument!.assumingMemoryBound(to: FiberCrowd.Fiber.self)
        let service = fiber.pointee.context.assumingMemoryBound(to: Service.self).pointee
        while true {
            fiber.pointee.arrival = service.advance(fiber.pointee.connection)
            FiberCrowd.leave(fiber)
        }
    }

    func admit(_ connection: UnsafeMutablePointer<Connection>) throws {
        try loop.watch(connection.pointee.endpoint.reader, crowd.admit(connection, context: service))
    }

    func serve(_ n: Int) {
        let loop = loop
        loop.run(n) { pointer in
            let fiber = pointer.assumingMemoryBound(to: FiberCrowd.Fiber.self)
            FiberCrowd.enter(fiber)
            return loop.follow(fiber.pointee.connection, fiber.pointee.arrival, telling: pointer)
        }
    }

    func end() {
        loop.close()
        crowd.free()
        service.deallocate()
    }
}
