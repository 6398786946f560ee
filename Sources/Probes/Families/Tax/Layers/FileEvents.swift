internal import CKernel
internal import Glibc
internal import Sampling

/// Listeners to whoever opens files of a tmpfs that is the layer's own.
let fileEventLayers: [Layer] = [
    Layer(
        name: "fanotify", summary: "which a listener hears of; it reads after the batch", operations: [.open]
    ) { site in
        let watched = try Watched(site, asks: false)
        var imposition = Imposition(
            enter: { _ in watched.enter() },
            witness: .presence { watched.isHeard() })
        imposition.folder = watched.folder.place
        imposition.ownCalls = { Int(watched.calls) }
        return imposition
    },
    Layer(
        name: "fanotify.permission", summary: "which a listener allows each time", operations: [.open],
        // The listener hears, answers, and closes the file that it was given.
        perOperation: [.syscalls: 3], leavesOpen: [.contextSwitches], tasks: 1
    ) { site in
        let watched = try Watched(site, asks: true)
        let count = try Supervision.counts(site)(0)
        var imposition = Imposition(
            attach: { task in
                let (process, ready) = (task.partner.process, task.supervised)
                let listener = watched.listener.number
                try task.supervise(on: site.place) {
                    k_store(ready, 1)
                    _ = k_futex_wake(ready)
                    _ = k_allow_opens(listener, process, count)
                }
            }, witness: .count({ _ in Int(count.pointee) }, perIteration: 1))
        imposition.folder = watched.folder.place
        return imposition
    },
]

/// A tmpfs whose openings a listener hears of.
private final class Watched {
    let folder: TaxFolder
    let listener: Descriptor
    /// The folder in which the task that asks opens its file.
    private(set) var own: Int32
    /// System calls that asking has taken in a task.
    private(set) var calls: UInt64 = 0

    init(_ site: TaxSite, asks: Bool) throws {
        own = try site.folder.get().place.number
        folder = try site.cleanup.keep(TaxFolder(), TaxFolder.close)
        listener = try site.cleanup.keep(
            Descriptor(made: k_watch_opens(folder.root.number, asks ? 1 : 0), orRefuse: "no fanotify listener"),
            Descriptor.close)
    }

    /// Whether the listener hears of what a task opens: who hears of this hears of all.
    func isHeard() -> Bool {
        _ = k_drain_opens(listener.number, 0, &calls)
        // Opened and closed, and the task's own number.
        calls += 3
        return k_open_close(own) == 0 && k_drain_opens(listener.number, getpid(), &calls) == 1
    }

    /// In a task under the layer.
    func enter() -> Int32 {
        own = folder.place.number
        return 0
    }
}
