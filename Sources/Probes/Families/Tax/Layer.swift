internal import Sampling

/// Something that watches or guards tasks, and that a worker can put around tasks of its own.
struct Layer: Sendable {
    /// What rows call it: `seccomp.docker`.
    let name: String
    /// What goes behind an operation's summary: "under Docker's seccomp profile".
    let summary: String
    /// What it is has changed so often: figures of two versions are not compared.
    var version = 1
    /// What the machine must have.
    var needs: [Need] = []
    /// Folders in one another, in the deepest of which the file is opened.
    var depth = 0
    /// The operations that it can be put around.
    var operations: [TaxOperation] = TaxOperation.ofKernel
    /// The calls that take the place of the usual one that does next to nothing.
    var twins: Twins?
    /// What it makes the kernel count for each call of an operation, beside what the bare one does.
    var perCall: [Quantity: Double] = [:]
    /// The same for each operation.
    var perOperation: [Quantity: Double] = [:]
    /// Whether the order in which tasks and tracers get the CPU decides how many switches a hop takes.
    var leavesSwitchesOpen = false
    /// What a program that takes part does as it likes, so that nothing is declared of it.
    var leavesOpen: Set<Quantity> = []
    /// Whether it is put on for each batch and taken off again, since it would reach the bare tasks too. That takes the
    /// kernel some milliseconds, so that batches are as long.
    var isPutOn = false
    /// How many times fewer operations such a batch needs, where they are dear, or putting it on is cheap.
    var shortening = 1
    /// Whether it reaches the tasks of other rows, too, so that none may be set up beside it.
    var isAlone = false
    /// Context switches that a batch takes beside those of the operation.
    var handover = 12.0
    /// Iterations that are done before each batch at the least: after so many, tasks have come to an order in which
    /// they take turns.
    var settling = 1
    /// Tasks that it takes for each task under it.
    var tasks = 0
    /// The numbers by which it can be varied.
    var parameters: [Parameter] = []
    /// The same layer for values of these.
    var vary: (@Sendable (Values) -> Layer)?
    /// Makes it for one operation.
    let make: @Sendable (TaxSite) throws -> Imposition
}

/// Where a layer is made.
struct TaxSite {
    let operation: TaxOperation
    let place: Place
    /// The folder of the file that is opened, or why there is none: not every operation needs it.
    let folder: Result<TaxFolder, any Error>
    /// Undoes what the layer makes.
    let cleanup: Cleanup
}

/// A layer as it is put around tasks: what each task does for it, what the worker does, and how everybody can tell that
/// it is there. What runs in a task calls the kernel and nothing else.
struct Imposition {
    typealias Birth = (before: () throws -> Void, after: () -> Void)

    /// In the worker, around the birth of each task under the layer.
    var birth: Birth
    /// In a task under the layer, once. A negated error number where it cannot be.
    var enter: (_ task: Int) -> Int32
    /// What is said where a task cannot enter.
    var complaint: String
    /// In the worker, when a task has entered.
    var attach: (TaxTask) throws -> Void
    /// In a task under the layer, at the beginning and at the end of what is timed.
    var begin: () -> Void = {}
    /// The end of it.
    var end: () -> Void = {}
    /// In any task: how it can tell that it is under the layer.
    var witnesses: [Witness]
    /// In the task under the layer that is timed: what puts the layer on before a batch, a negated error number where
    /// it cannot, and what takes it off after it.
    var put: (on: () -> Int32, off: () -> Void)?
    /// In the task under the layer that is timed: how many system calls it has made so far for the layer's own sake.
    var ownCalls: () -> Int = { 0 }
    /// The folder in which the tasks under the layer open their file, where it is not that of the bare ones.
    var folder: Descriptor?
    /// In the worker, when a bare task has started.
    var accompany: (TaxTask) throws -> Void = { _ in }
    /// Remarks for the reader.
    var notes: [String]
    /// The program that starts tasks under the layer, where it takes none that there are already.
    var sandbox: Sandbox?

    /// A layer that a program puts around another one.
    init(_ sandbox: Sandbox) {
        self.init(witnesses: [])
        self.sandbox = sandbox
    }

    /// A layer with one witness.
    init(
        birth: Birth = ({}, {}), enter: @escaping (Int) -> Int32 = { _ in 0 },
        complaint: String = "the layer is refused", attach: @escaping (TaxTask) throws -> Void = { _ in },
        witness: Witness, notes: [String] = []
    ) {
        self.init(
            birth: birth, enter: enter, complaint: complaint, attach: attach, witnesses: [witness], notes: notes)
    }

    /// A layer with several.
    init(
        birth: Birth = ({}, {}), enter: @escaping (Int) -> Int32 = { _ in 0 },
        complaint: String = "the layer is refused", attach: @escaping (TaxTask) throws -> Void = { _ in },
        witnesses: [Witness], notes: [String] = []
    ) {
        (self.birth, self.enter, self.complaint, self.attach) = (birth, enter, complaint, attach)
        (self.witnesses, self.notes) = (witnesses, notes)
    }
}

/// How the proof is made that a layer was there for every operation, and nowhere else.
enum Witness {
    /// Something that the layer alone answers in its way. It is asked before and after each batch; for layers that
    /// nobody can take off in between.
    case presence(() -> Bool)
    /// The layer's own count of what it did, read before and after each batch. `slack`: how far it may be off, where a
    /// second task is counted too that may be a call ahead; `trailing`: how often it may still act on a task that has
    /// done its operations and goes to sleep, while the bare one begins.
    case count(
        (_ task: Int) -> Int, perIteration: Int, besides: Int = 0, slack: Int = 0, trailing: Int = 0)
}
