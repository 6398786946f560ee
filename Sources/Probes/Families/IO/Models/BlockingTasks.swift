/// A task a connection, each in a read that waits: the kernel's scheduler is the event loop. Processes did so before
/// there were threads.
final class BlockingTasks: IOModel {
    let waits = true
    private(set) var partners: [Partner] = []
    private let kind: Partner.Kind
    private let service: Service
    private let cpu: Int

    init(_ kind: Partner.Kind, _ stage: Stage) {
        self.kind = kind
        service = stage.service
        cpu = stage.place.cpu
    }

    func admit(_ connection: UnsafeMutablePointer<Connection>) throws {
        let service = service
        let line = UncheckedPointer(connection)
        partners.append(try Partner(kind, on: cpu) { while case .message = service.serve(line.pointer) {} })
        // The child has it now; a second open end would keep its death from being seen.
        if kind == .process { connection.pointee.endpoint.close() }
    }

    func serve(_ n: Int) {}

    /// Each ends with its connection.
    func end() { for partner in partners { partner.end() } }
}
