internal import Machine
internal import Sampling

extension ResultFile {
    /// The result without what could say whose machine it is, for handing on: the facts that move figures, the day and
    /// not the second, no path but those of the kernel's own files. Figures, samples and verdicts stay what they are.
    public var scrubbed: ResultFile {
        var result = self
        result.machine = machine.scrubbed
        result.run.began -= ((run.began % ResultFile.day) + ResultFile.day) % ResultFile.day
        for index in records.indices {
            result.records[index].notes = records[index].notes.map(\.withoutPaths)
            if let failure = records[index].failure {
                result.records[index].failure = .init(status: failure.status, reason: failure.reason.withoutPaths)
            }
        }
        return result
    }

    private static let day: Int64 = 86_400
}

extension String {
    /// The text with paths of a person's own files replaced.
    fileprivate var withoutPaths: String {
        let isKernels = { (path: Substring) in ["/proc/", "/sys/", "/dev/"].contains { path.hasPrefix($0) } }
        return split(separator: " ", omittingEmptySubsequences: false).map { word in
            guard let start = word.firstIndex(of: "/"), word.index(after: start) < word.endIndex else { return word }
            let before = word[..<start]
            // Of "MB/s" and "and/or" nothing is a path.
            guard before.allSatisfy({ !$0.isLetter && !$0.isNumber }), !isKernels(word[start...]) else { return word }
            let after = word.reversed().prefix { "'\"”’.,;:)".contains($0) }.reversed()
            return before + "(a path)" + String(after)
        }.joined(separator: " ")
    }
}
