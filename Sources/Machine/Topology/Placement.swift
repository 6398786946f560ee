/// Where the two ends of a switch run, relative to each other.
public enum Placement: String, Sendable, CaseIterable, Codable {
    /// Both on one CPU.
    case same
    /// On the two hardware threads of one core.
    case sibling
    /// On two cores that share the last-level cache.
    case llc
    /// On two cores that do not: another package where there is one.
    case remote

    /// Why a machine has no such pair, half a sentence.
    public var lacking: String {
        switch self {
        case .same: "this CPU is not among those allowed"
        case .sibling: "no other hardware thread of this core is allowed, or it has only one"
        case .llc: "no other core that shares this last-level cache is allowed, or the caches are not known"
        case .remote: "no core behind another last-level cache is allowed, or the caches are not known"
        }
    }
}

extension Topology {
    /// A pair of allowed CPUs in the given placement, `cpu` first; nil (reason: `placement.lacking`) for none.
    public func pair(_ placement: Placement, from cpu: Int) -> (Int, Int)? {
        guard allowed.contains(cpu) else { return nil }
        let here = self.cpu(cpu)
        let others = allowed.filter { $0 != cpu }.compactMap { self.cpu($0) }
        switch placement {
        case .same:
            return (cpu, cpu)
        case .sibling:
            return others.first { here?.siblings.contains($0.id) == true }.map { (cpu, $0.id) }
        case .llc:
            guard let here, let shared = here.lastLevelShared else { return nil }
            return others.first { shared.contains($0.id) && !here.siblings.contains($0.id) }.map { (cpu, $0.id) }
        case .remote:
            guard let here, let shared = here.lastLevelShared else { return nil }
            let apart = others.filter { $0.lastLevelShared != nil && !shared.contains($0.id) }
            let farthest = apart.first { $0.package != here.package } ?? apart.first { $0.node != here.node }
            return (farthest ?? apart.first).map { (cpu, $0.id) }
        }
    }

    /// The allowed CPU to measure on: an isolated one before others, a big core before a small one, and not the
    /// core of CPU 0, which most machines give their interrupts and housekeeping to. Nil when none is allowed.
    public var measuringCPU: Int? {
        let busy = Set(cpu(0)?.siblings ?? [0])
        return allowed.map { id in
            (
                isolated: isolated.contains(id) ? 0 : 1, size: -(cpu(id)?.capacity ?? 1024),
                busy: busy.contains(id) ? 1 : 0, id: id
            )
        }.min { ($0.isolated, $0.size, $0.busy, $0.id) < ($1.isolated, $1.size, $1.busy, $1.id) }?.id
    }

    /// The allowed CPU for everything that is not measured: another core before the sibling, not an isolated one.
    /// Nil when only the measuring CPU is allowed.
    public func housekeepingCPU(beside measuring: Int) -> Int? {
        let near = Set(cpu(measuring)?.siblings ?? [measuring])
        return allowed.filter { $0 != measuring }.min { left, right in
            let rank = { (id: Int) in (near.contains(id) ? 1 : 0, self.isolated.contains(id) ? 1 : 0, id) }
            return rank(left) < rank(right)
        }
    }
}
