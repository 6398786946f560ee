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
