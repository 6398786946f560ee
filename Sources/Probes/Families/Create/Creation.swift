internal import Sampling

/// How one thing is made and ended, and what is to be done afterwards.
struct Making {
    var notes: [String] = []
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

/// A probe that makes something and ends it. What its maker holds in memory is said beside the figure, and where it is
/// profiled, how much of it is the management of PIDs.
func creation(
    _ name: RowName, _ summary: String, stack: NewStack? = nil, tasks: Double = 1, isProfiled: Bool = false,
    isDefault: Bool = false,
    needs: [Need] = [], takes parameters: [Parameter] = [],
    vary: (@Sendable (Values) throws -> Probe)? = nil,
    make: @escaping @Sendable (Place) throws -> Making
) -> Probe {
    Probe(
        name, summary, per: tasks == 0 ? "context" : "task", does: [.tasksCreated: tasks], needs: needs,
        tasks: 1 + Int(tasks), isDefault: isDefault, takes: parameters, vary: vary
    ) { place in
        let making = try make(place)
        let profile: PidProfile?
        do { profile = isProfiled ? try PidProfile(on: place.cpu, making: making.once) : nil } catch {
            making.finish()
            throw error
        }
        let facts = Parent.facts
        let notes = (stack.map { ["the new task's stack: " + $0.rawValue] } ?? []) + making.notes
        let once = making.once
        return Rig(
            notes: notes + [Parent.note(facts), profile?.note].compactMap(\.self),
            facts: facts.merging(profile?.facts ?? [:]) { $1 }, finish: making.finish,
            loop: { n in for _ in 0..<n { try once() } })
    }
}
