internal import CKernel
internal import Sampling

/// How one thing is made and ended, and what is to be done afterwards.
struct Making {
    var notes: [String] = []
    /// Memory that is to be in every child's copy.
    var copied: Range<UInt>?
    var finish: () -> Void = {}
    let once: () throws -> Void
}

/// The stack that a new task has in user space.
enum NewStack: String {
    case copied = "a copy of its maker's"
    case shared = "its maker's own"
    case reused = "4 KiB that it never touches"
    case library = "the C library's, used again and again"
    case program = "its program's"
}

/// The parent of new processes with memory of their own.
enum ParentSize {
    /// As small as a plain C program: what the child does not need is left out of its copy.
    case lean
    /// The worker as it is.
    case worker
}

/// A probe that makes something and ends it. What its maker holds in memory is said beside the figure, and where it is
/// profiled, how much of it is the management of PIDs. Where `parent` is lean, the child may run nothing but the
/// functions of CKernel that are made for it.
func creation(
    _ name: RowName, _ summary: String, stack: NewStack? = nil, by parent: ParentSize = .worker, tasks: Double = 1,
    isProfiled: Bool = false, isDefault: Bool = false, needs: [Need] = [], takes parameters: [Parameter] = [],
    vary: (@Sendable (Values) throws -> Probe)? = nil,
    make: @escaping @Sendable (Place) throws -> Making
) -> Probe {
    // In each version less is copied than before: what the child does not need, and page tables by lot; and in the last
    // one less has to be left out, as the program has few libraries. What is profiled has had batches of full length
    // since its last version.
    let isFixed = parent == .lean && stack == .copied
    let version = (isFixed ? 4 : parent == .lean ? 3 : 1) + (isProfiled ? 1 : 0)
    return Probe(
        name, summary, per: tasks == 0 ? "context" : "task", does: [.tasksCreated: tasks], needs: needs,
        tasks: 1 + Int(tasks), isDefault: isDefault, isAtFixedAddresses: isFixed,
        version: version, takes: parameters, vary: vary
    ) { place in
        let making = try make(place)
        let once = making.once
        let lean = parent == .lean ? LeanParent(keeping: making.copied, trying: once) : nil
        let facts = lean?.facts ?? Parent.facts
        let notes = (stack.map { ["the new task's stack: " + $0.rawValue] } ?? []) + making.notes
        let rig = Rig(
            notes: notes + (lean?.note ?? Parent.note(facts).map { [$0] } ?? []), facts: facts,
            finish: {
                lean?.restore()
                making.finish()
            },
            loop: { n in for _ in 0..<n { try once() } })
        guard isProfiled else { return rig }
        return rig.studied {
            let profile = try PidProfile(on: place.cpu, making: once)
            return Study(notes: [profile.note], facts: profile.facts)
        }
    }
}

extension Need {
    /// clone3, which kernels before 5.3 have not, and which the filters of containers refuse.
    static let clone3 = Need("clone3") { _ in
        let result = k_has_clone3()
        return result < 0 ? .unsupported("clone3 is not there, or a filter refuses it") : nil
    }
}
