internal import Basics

/// The up to three names nearest to `name`, nearest first; none where all are far away.
///
/// A name is compared without its PMU where the asked one names none. Near is at most a third of the letters.
func closestNames(to name: String, among names: [String]) -> [String] {
    let asked = Array(name.lowercased().utf8)
    let wantsPMU = name.contains("::")
    let ranked = names.map { candidate -> (name: String, distance: Int) in
        let lowered = candidate.lowercased()
        let bare =
            wantsPMU ? lowered[...] : lowered[(lowered.firstRange(of: "::")?.upperBound ?? lowered.startIndex)...]
        return (candidate, editDistance(asked, Array(bare.utf8)))
    }
    let near = ranked.filter { $0.distance * 3 <= asked.count }.sorted {
        ($0.distance, $0.name) < ($1.distance, $1.name)
    }
    return near.prefix(3).map(\.name)
}
