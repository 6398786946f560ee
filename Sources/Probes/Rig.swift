/// A probe that is set up: its loops, and the tasks whose switches count.
public struct Rig {
    /// Runs so many iterations of the operation. Throws when one goes wrong, which makes the row failed.
    public let loop: (Int) throws -> Void
    /// The same operations without what is to be measured; for a switch, done by one task alone.
    public let baseline: ((Int) throws -> Void)?
    /// The tasks beside the worker's own thread that take part in an operation.
    public let partners: [Participant]
    /// Remarks that belong to the figure: what could only be had in part.
    public private(set) var notes: [String]
    /// Undoes what `prepare` did.
    public private(set) var finish: () -> Void

    /// A rig. Its partners are those that it made, and those that it found: threads of the kernel.
    public init(
        partners: [Partner] = [], found: [Participant] = [], notes: [String] = [],
        baseline: ((Int) throws -> Void)? = nil,
        finish: @escaping () -> Void = {}, loop: @escaping (Int) throws -> Void
    ) {
        self.loop = loop
        self.baseline = baseline
        self.partners = partners.map { Participant(process: $0.process, task: $0.task) } + found
        self.notes = notes
        self.finish = finish
    }

    /// The same rig with more remarks, and more to undo at its end.
    func adding(notes more: [String], finish last: @escaping () -> Void) -> Rig {
        var copy = self
        copy.notes += more
        copy.finish = { [finish] in
            finish()
            last()
        }
        return copy
    }
}

/// A task that takes part in an operation, by the numbers under which proc knows it.
public struct Participant: Sendable, Equatable {
    /// Its thread group.
    public let process: Int32
    /// Its own number.
    public let task: Int32
}
