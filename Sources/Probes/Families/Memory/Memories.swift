internal import Basics
internal import Sampling

/// One access to memory that no cache holds: the mail's yardstick.
let memoryProbes: [Probe] = [
    Probe(
        "memory.dram.huge", "a dependent random load from a set far larger than the caches, on huge pages",
        per: "load", does: still, needs: [.hugePages, .memory(Chase.bytes)],
        isMemoryBound: true
    ) { place in try chaseRig(place, pages: .huge) },

    Probe(
        "memory.dram.small", "the same on 4 KiB pages, so that the TLB misses too", per: "load", does: still,
        needs: [.memory(Chase.bytes)],
        isMemoryBound: true
    ) { place in try chaseRig(place, pages: .small) },
]

private let still: [Quantity: Double] = [.syscalls: 0, .contextSwitches: 0, .pageFaults: 0]

private func chaseRig(_ place: Place, pages: Chase.Pages) throws -> Rig {
    let chase = try Chase(bytes: Chase.bytes(for: place), pages: pages)
    return Rig(notes: chase.notes, finish: chase.free, loop: { n in chase.follow(n) })
}

extension Need {
    /// Transparent huge pages, as far as the kernel was built with them and they are not switched off.
    static let hugePages = Need("transparent huge pages") { _ in
        let folder = "/sys/kernel/mm/transparent_hugepage"
        guard exists("/sys/kernel/mm") else { return nil }
        guard exists(folder) else { return .unsupported("the kernel is built without transparent huge pages") }
        return textOfFile(folder + "/enabled")?.contains("[never]") == true
            ? .unsupported("transparent huge pages are off (\(folder)/enabled)") : nil
    }
}
