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

/// How many letters must be put in, taken out or changed to make one of the other (Levenshtein's distance).
package func editDistance(_ first: [UInt8], _ second: [UInt8]) -> Int {
    var row = Array(0...second.count)
    for (i, letter) in first.enumerated() {
        var diagonal = row[0]
        row[0] = i + 1
        for (j, other) in second.enumerated() {
            let changed = diagonal + (letter == other ? 0 : 1)
            diagonal = row[j + 1]
            row[j + 1] = min(changed, diagonal + 1, row[j] + 1)
        }
    }
    return row[second.count]
}
