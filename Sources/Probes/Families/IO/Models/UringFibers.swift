/// The same rings as `UringState`, with a fiber a connection that is entered with each completion.
final class UringFibers: IOModel {
    private let uring: UnsafeMutablePointer<UringService>
    private let crowd: FiberCrowd

    init(_ stage: Stage) throws {
        (uring, crowd) = try unwinding { cleanup in
            let uring = UnsafeMutablePointer<UringService>.allocate(capacity: 1)
            cleanup.add { uring.deallocate() }
            uring.initialize(to: try cleanup.keep(UringService(stage, .calls), UringService.close))
            return (uring, try FiberCrowd(stage.count, entry: UringFibers.live))
        }
    }

    /// The fiber: for ever, wait, take what came and answer.
    private static let live: @convention(c) (UnsafeMutableRawPointer?) -> Void = { argument in
        let fiber = argument!.assumingMemoryBound(to: FiberCrowd.Fiber.self)
        let uring = fiber.pointee.context.assumingMemoryBound(to: UringService.self).pointee
        while true {
            let news = fiber.pointee.news
            fiber.pointee.arrival = uring.take(
                fiber.pointee.connection, tag: fiber, result: news.result, flags: news.flags)
            FiberCrowd.leave(fiber)
        }
    }

    func admit(_ connection: UnsafeMutablePointer<Connection>) {
        uring.pointee.watch(connection, tag: crowd.admit(connection, context: uring))
    }

    func serve(_ n: Int) {
        uring.pointee.run(n) { tag, result, flags in
            let fiber = tag.assumingMemoryBound(to: FiberCrowd.Fiber.self)
            fiber.pointee.news = (result, flags)
            FiberCrowd.enter(fiber)
            return fiber.pointee.arrival
        }
    }

    func end() {
        uring.pointee.close()
        uring.deallocate()
        crowd.free()
    }
}
