/// A process a connection, each in a read that waits: as before there were threads.
final class BlockingProcesses: IOModel {
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
        partners.append(try Partner(.process, on: cpu) { while case .message = service.serve(connection) {} })
        // The child has it now; a second open end would keep its death from being seen.
        connection.pointee.endpoint.close()
    }

    func serve(_ n: Int) {}

    func end() { for partner in partners { partner.end() } }
}
