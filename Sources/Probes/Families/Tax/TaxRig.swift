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
        for (quantity, count) in perOperation { declared[quantity, default: 0] += count }
        for quantity in leavesOpen { declared[quantity] = nil }
        if operation == .hop, leavesSwitchesOpen { declared[.contextSwitches] = nil }
        // A probe may have the kernel make calls of its own.
        if operation == .function { declared[.syscalls] = nil }
        let what = operation == .null ? twins?.summary ?? operation.summary : operation.summary
        return Probe(
            RowName("tax.\(name).\(operation)"), "\(what) \(summary)", per: operation.word,
            net: "the layer's price", operationsPerIteration: operation.perIteration * stride(operation),
            does: declared,
            handover: handover, needs: needs, tasks: 1 + (2 + tasks) * operation.tasks, isAlone: isAlone,
            isDefault: false, version: version, takes: parameters, vary: varied(operation)
        ) { place in try rig(operation, at: place) }
    }

    private func varied(_ operation: TaxOperation) -> (@Sendable (Values) throws -> Probe)? {
        guard let vary else { return nil }
        return { vary($0).probe(operation) }
    }

    /// Iterations that are done together.
    private func stride(_ operation: TaxOperation) -> Int { isPutOn ? operation.someMilliseconds / shortening : 1 }

    private func rig(_ operation: TaxOperation, at place: Place) throws -> Rig {
        try unwinding { cleanup in
            let folder = Result { try cleanup.keep(TaxFolder(depth: depth), TaxFolder.close) }
            let site = TaxSite(operation: operation, place: place, folder: folder, cleanup: cleanup)
            let imposition = try make(site)
            if let sandbox = imposition.sandbox { return try rig(in: sandbox, at: site) }
            let bare = try tasks(site, imposition, isUnder: false)
            let taxed = try tasks(site, imposition, isUnder: true)
            let stride = stride(operation)
            return Rig(
                partners: taxed.map(\.partner) + taxed.flatMap(\.supervisors), notes: imposition.notes,
                finish: cleanup.run, baselineTiming: { try bare[0].run($0 * stride, &$1) },
                timing: { try taxed[0].run($0 * stride, &$1) })
        }
    }

    /// The same for a layer that starts a program: the bare task is the same program, started without it.
    private func rig(in sandbox: Sandbox, at site: TaxSite) throws -> Rig {
        let bare = try ServedTask(in: nil, at: site)
        let taxed = try ServedTask(in: sandbox, at: site)
        return Rig(
            found: taxed.participants, finish: site.cleanup.run, baselineTiming: { try bare.run($0, &$1) },
            timing: { try taxed.run($0, &$1) })
    }

    /// The tasks of one side; the one that is timed comes first.
    private func tasks(_ site: TaxSite, _ imposition: Imposition, isUnder: Bool) throws -> [TaxTask] {
        let loops = try TaxLoops(
            site.operation, of: isUnder ? twins?.under : twins?.bare,
            in: site.operation == .open ? (isUnder ? imposition.folder : nil) ?? site.folder.get().place : nil,
            site.cleanup)
        return try (0..<site.operation.tasks).map { number in
            let task = try TaxTask(
                number, in: site, loops, under: isUnder ? imposition : nil, witnesses: imposition.witnesses,
                settling: isUnder ? settling : 1)
            if !isUnder { try imposition.accompany(task) }
            return task
        }
    }
}
