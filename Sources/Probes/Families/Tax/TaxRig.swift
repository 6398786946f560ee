internal import CKernel
internal import Sampling

extension Layer {
    /// The row of an operation under this layer. Its baseline is the same operation done by tasks beside it that are
    /// bare: what is left is the layer's price.
    func probe(_ operation: TaxOperation) -> Probe {
        var declared: [Quantity: Double] = [
            .syscalls: operation.calls, .contextSwitches: operation.switches,
        ]
        for (quantity, count) in perCall { declared[quantity, default: 0] += count * operation.calls }
        if operation == .hop, leavesSwitchesOpen { declared[.contextSwitches] = nil }
        return Probe(
            RowName("tax.\(name).\(operation)"), "\(operation.summary) \(summary)", per: operation.word,
            net: "the layer's price", operationsPerIteration: operation.perIteration, does: declared,
            handover: handover, needs: needs, tasks: 1 + (2 + tasks) * operation.tasks, isDefault: false,
            takes: parameters, vary: varied(operation)
        ) { place in try rig(operation, at: place) }
    }

    private func varied(_ operation: TaxOperation) -> (@Sendable (Values) throws -> Probe)? {
        guard let vary else { return nil }
        return { vary($0).probe(operation) }
    }

    private func rig(_ operation: TaxOperation, at place: Place) throws -> Rig {
        try unwinding { cleanup in
            let folder = try TaxFolder(depth: depth)
            cleanup.add(folder.close)
            let site = TaxSite(operation: operation, place: place, folder: folder, cleanup: cleanup)
            let imposition = try make(site)
            let bare = try tasks(site, under: nil, imposition.witness)
            let taxed = try tasks(site, under: imposition, imposition.witness)
            return Rig(
                partners: taxed.map(\.partner) + taxed.flatMap(\.supervisors), notes: imposition.notes,
                finish: cleanup.run, baselineTiming: bare[0].run, timing: taxed[0].run)
        }
    }

    /// The tasks of one side; the one that is timed comes first.
    private func tasks(_ site: TaxSite, under imposition: Imposition?, _ witness: Witness) throws -> [TaxTask] {
        let loops = try TaxLoops(site.operation, in: site.folder?.place, site.cleanup)
        return try (0..<site.operation.tasks).map { number in
            try TaxTask(number, in: site, loops, under: imposition, witness: witness)
        }
    }
}
