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

/// How many letters must be put in, taken out, changed or swapped with the next to make one of the other (the distance
/// of Damerau and Levenshtein, in which no letter takes part twice).
package func editDistance(_ first: [UInt8], _ second: [UInt8]) -> Int {
    var (above, row) = ([Int](), Array(0...second.count))
    for (i, letter) in first.enumerated() {
        var next = [i + 1]
        for (j, other) in second.enumerated() {
            var least = min(row[j] + (letter == other ? 0 : 1), row[j + 1] + 1, next[j] + 1)
            if i > 0, j > 0, letter == second[j - 1], other == first[i - 1] { least = min(least, above[j - 1] + 1) }
            next.append(least)
        }
        (above, row) = (row, next)
    }
    return row[second.count]
}
