internal import Basics
public import Sampling

extension Comparison {
    /// What the rows that both have come to, one sentence for each side but the baseline: "b is 9 % slower than a in
    /// 1 of 7 rows, within noise in 5; 1 undecided (run both for 30 s more)".
    public var sentences: [String] {
        sides.indices.filter { $0 != base }.map { side in
            let pairs = rows.filter { $0.figures[side] != nil && $0.figures[base] != nil }
            let (name, other) = (sides[side].label, sides[base].label)
            guard !pairs.isEmpty else { return "\(name) and \(other) have no row in common" }
            let outcomes = pairs.compactMap { $0.outcomes[side] }
            let all = numbered(pairs.count, "row")
            var parts: [String] = []
            for (verdict, word) in [(Outcome.Verdict.slower, "slower"), (.faster, "faster")] {
                let ratios = outcomes.filter { $0.verdict == verdict }.compactMap { $0.ratio?.median }
                guard !ratios.isEmpty else { continue }
                let by = Comparison.range(ratios)
                parts.append(
                    parts.isEmpty
                        ? "\(name) is \(by) \(word) than \(other) in \(ratios.count) of \(all)"
                        : "\(by) \(word) in \(ratios.count)")
            }
            let alike = outcomes.count { $0.verdict == .withinNoise }
            let open = outcomes.filter { $0.verdict == .cannotTell }
            if parts.isEmpty, alike == 0 {
                return "\(name) and \(other) have \(all) in common, "
                    + (pairs.count > 1 ? "none of them decided" : "which is undecided") + hint(open, side)
            }
            if alike > 0 || parts.isEmpty {
                parts.append(
                    parts.isEmpty
                        ? "\(name) and \(other) differ within noise in \(alike) of \(all)" : "within noise in \(alike)")
            }
            guard !open.isEmpty else { return parts.joined(separator: ", ") }
            return parts.joined(separator: ", ") + "; \(open.count) undecided" + hint(open, side)
        }
    }

    /// How far the ratios are from 1: "9 %", "3 to 20 %", "2.10 to 3.40×".
    private static func range(_ ratios: [Double]) -> String {
        func text(_ ratio: Double) -> (number: String, unit: String) {
            // Beyond twice or below half a percentage is hard to read.
            let size = max(ratio, 1 / ratio)
            if size > 2 { return (String(Format.times(size).dropLast()), "×") }
            let percent = Format.percent(abs(ratio - 1))
            return (String(percent.dropLast(2)), " %")
        }
        let sorted = ratios.sorted { abs($0 - 1) < abs($1 - 1) }
        guard let first = sorted.first.map(text), let last = sorted.last.map(text) else { return "" }
        if first == last { return first.number + first.unit }
        let lower = first.unit == last.unit ? first.number : first.number + first.unit
        return "\(lower) to \(last.number)\(last.unit)"
    }

    /// How much longer the runs would have to be, where that is what lacks.
    private func hint(_ open: [Outcome], _ side: Int) -> String {
        let known = [sides[side], sides[base]].compactMap(\.seconds)
        guard let times = open.compactMap(\.wantsTimes).max(), times > 1, let seconds = known.max(), seconds > 0 else {
            return ""
        }
        let more = min((times - 1) * seconds, 86_400)
        let whole = max(10, (more / 10).rounded(.up) * 10)
        return " (run \(known.count == 2 ? "both" : sides[side].label) for \(Format.duration(whole)) more)"
    }

    /// The rows that one side alone has, by its place: they are compared with nothing.
    public var unmatched: [(side: Int, rows: [RowName])] {
        sides.indices.compactMap { side in
            let own = rows.filter { row in
                row.figures[side] != nil && row.figures.count { $0 != nil } == 1
            }.map(\.name)
            return own.isEmpty ? nil : (side, own)
        }
    }
}
