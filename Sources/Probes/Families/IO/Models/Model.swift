internal import Basics
internal import CKernel
internal import Sampling

/// A way to serve many connections: who waits for a message, and where.
package protocol IOModel: AnyObject {
    /// Whether a call on a connection waits for it.
    var waits: Bool { get }
    /// Tasks of its own that serve; without any, `serve` does.
    var partners: [Partner] { get }
    /// Takes one connection.
    func admit(_ connection: UnsafeMutablePointer<Connection>) throws
    /// All connections are there.
    func begin() throws
    /// Answers `n` messages, or as many as come before something goes wrong.
    func serve(_ n: Int)
    /// Ends. The driver is gone by then, and every connection with it.
    func end()
}

extension IOModel {
    /// Without a word of the model, no call waits.
    package var waits: Bool { false }
    /// Without a word of the model, it has none.
    package var partners: [Partner] { [] }
    /// Without a word of the model, there is nothing left to do.
    package func begin() throws {}
}

/// Sets the stage for a model and puts it on.
func ioRig(
    _ wanted: Workload, at place: Place, driverSpins: Bool = true, keepsConnections: Bool = true,
    model make: (Stage) throws -> any IOModel
) throws -> Rig {
    let (workload, remark) = try keepsConnections ? wanted.fitting() : (wanted, nil)
    return try unwinding { cleanup in
        let stage = try Stage(workload, at: place, driverSpins: driverSpins, cleanup)
        if let remark { stage.note(remark) }
        let model = try make(stage)
        cleanup.add {
            stage.driver.end()
            model.end()
        }
        try stage.deal(waits: model.waits, admit: model.admit)
        try model.begin()
        return Rig(
            partners: model.partners, notes: stage.notes,
            facts: [.connections: Double(workload.connections), .inFlight: Double(workload.inFlight)],
            overlap: Overlap(inFlight: workload.inFlight, batch: stage.journal.capacity) { n in
                stage.journal.open()
                defer { stage.journal.close() }
                try stage.run(n, spins: spins(model), serve: model.serve)
                return stage.journal.entries
            },
            finish: cleanup.run,
            loop: { n in try stage.run(n, spins: spins(model), serve: model.serve) })
    }
}

/// Looks at the status before the worker goes to sleep: none where other tasks serve and need its CPU.
private func spins(_ model: any IOModel) -> Int { model.partners.isEmpty ? 20_000 : 0 }

extension Workload {
    /// Raises the limit of open files as far as it goes, and takes as many connections as then fit.
    func fitting() throws -> (Workload, remark: String?) {
        let perConnection = transport == .pipes ? 2 : 1
        let others = 64
        let room = (Limits.openFiles(connections * perConnection + others) - others) / perConnection
        guard room < connections else { return (self, nil) }
        guard room > 0 else { throw Refusal(Limits.files) }
        var fitted = self
        fitted.connections = room
        fitted.inFlight = min(inFlight, room)
        return (fitted, "\(numbered(room, "connection")), not \(connections): \(Limits.files)")
    }
}
