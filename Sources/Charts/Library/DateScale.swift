internal import Basics
internal import Glibc

/// Moments along an axis of time: round ones, so far apart that no two have the same name.
struct DateScale {
    /// Seconds since 1970, with names for a wide picture and for a narrow one.
    let marks: [(seconds: Int64, wide: String, narrow: String)]

    /// There is room for so many names on a wide picture, and for every third of them on a narrow one.
    private static let most = 7

    /// What lies between two moments, from the least to the most.
    private enum Step {
        case seconds(Int64)
        case months(Int64)
    }

    private static let steps: [Step] =
        [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10_800, 21_600, 43_200].map { .seconds($0) }
        + [1, 2, 4, 7, 14].map { .seconds($0 * 86_400) } + [1, 2, 3, 6].map { .months($0) }
        + [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000].map { .months($0 * 12) }

    /// The moments from the first to the last; of one moment, itself.
    init(from first: Int64, to last: Int64) {
        guard last > first else {
            let text = DateScale.text(first, .seconds(60))
            marks = [(first, text.wide, text.narrow)]
            return
        }
        let all = DateScale.steps.lazy.map { ($0, DateScale.places($0, first, last)) }
        let (step, places) = all.first { $1.count <= DateScale.most } ?? (.seconds(60), [first, last])
        marks = places.enumerated().map { index, place in
            let text = DateScale.text(place, step)
            return (place, text.wide, index % 3 == 0 ? text.narrow : "")
        }
    }

    /// Multiples of a step, no more of them than are needed to see that they are too many.
    private static func places(_ step: Step, _ first: Int64, _ last: Int64) -> [Int64] {
        switch step {
        case .seconds(let step):
            let begin = (Double(first) / Double(step)).rounded(.up)
            return Array(
                stride(from: Int64(begin) * step, through: last, by: Int64.Stride(step)).prefix(most + 1))
        case .months(let step):
            var (time, parts) = (time_t(first), tm())
            guard gmtime_r(&time, &parts) != nil else { return Array(repeating: first, count: most + 1) }
            let month = (Int64(parts.tm_year) + 1900) * 12 + Int64(parts.tm_mon)
            let begin = month / step * step
            let places = (0...Int64(most + 1)).map { beginning(of: begin + $0 * step) }
            return Array(places.filter { (first...last).contains($0) }.prefix(most + 1))
        }
    }

    /// The moment at which a month begins, counted from the year 0.
    private static func beginning(of month: Int64) -> Int64 {
        var parts = tm()
        parts.tm_year = Int32(clamping: month / 12 - 1900)
        parts.tm_mon = Int32(month % 12)
        parts.tm_mday = 1
        return Int64(timegm(&parts))
    }

    /// What a moment is called among others that are so far from it: "2026-11", "2026-11-25", "11-25 19:42" or
    /// "11-25 19:42:10".
    private static func text(_ seconds: Int64, _ step: Step) -> (wide: String, narrow: String) {
        let moment = Format.moment(seconds)
        switch step {
        case .months: return (String(moment.prefix(7)), String(moment.prefix(7)))
        case .seconds(86_400...): return (String(moment.prefix(10)), String(moment.prefix(10)))
        case .seconds(let step):
            let minute = moment.dropFirst(5).dropLast(4)
            guard step < 60 else { return (String(minute), String(minute)) }
            let tail = Format.seconds(of: seconds)
            return (minute + tail, minute.dropFirst(6) + tail)
        }
    }
}
