/// A thread a connection, each in a read that waits: the kernel's scheduler is the event loop.
final class BlockingThreads: IOModel {
    let waits = true
    private(set) var partners: [Partner] = []
    private let service: Service
    private let cpu: Int

    init(_ stage: Stage) {
        service = stage.service
        cpu = stage.place.cpu
    }

    func admit(_ connection: UnsafeMutablePointer<Connection>) throws {
        let service = service
        let line = UncheckedPointer(connection)
        partners.append(try Partner(.thread, on: cpu) { while case .message = service.serve(line.pointer) {} })
    }

    func serve(_ n: Int) {}

    /// Each has been told by the end of its connection.
    func end() { for partner in partners { partner.end() } }
}

/// A pointer into what outlives the task that it is handed to.
package struct UncheckedPointer<Pointee>: @unchecked Sendable {
    /// The pointer itself.
    package let pointer: UnsafeMutablePointer<Pointee>

    /// Vouches for `pointer`.
    package init(_ pointer: UnsafeMutablePointer<Pointee>) { self.pointer = pointer }
}
