internal import CKernel
internal import Glibc

/// A System V semaphore, which lives on when its users are dead. So it is made in an IPC namespace of the worker's
/// own, with which it ends however the worker ends; where that is refused, a caretaker removes it.
final class SysVSemaphore: Wire {
    private let set: Int32
    private let caretaker: Caretaker?

    init(isPrivate: Bool) throws {
        let set = k_sysv_make()
        guard set >= 0 else { throw Refusal("no System V semaphore: \(Limits.semaphores(for: set))") }
        self.set = set
        caretaker = try unwinding { cleanup in
            cleanup.add { k_sysv_remove(set) }
            return isPrivate ? nil : try Caretaker { k_sysv_remove(set) }
        }
    }

    @inline(__always)
    func give() -> Int32 { k_sysv_change(set, 1) }

    @inline(__always)
    func take() -> Int32 { k_sysv_change(set, -1) }

    func close() {
        if let caretaker { caretaker.dismiss() } else { k_sysv_remove(set) }
    }
}

/// Both sides sleep on semaphores of System V.
func sysvSwitch(_ kind: Partner.Kind, at place: Place) throws -> Rig {
    let home = try? Namespace(.ipc)
    let condition = SwitchCondition(
        impose: { $0.add { home?.leave() } },
        notes: home == nil ? ["in everybody's IPC namespace, for want of the right to have one"] : [])
    return try wireSwitch(kind, at: place, under: condition, by: { _ in try SysVSemaphore(isPrivate: home != nil) })
}
