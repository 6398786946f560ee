internal import Basics
internal import Sampling

/// A line of a sweep: what each value of the axis came to.
struct Series {
    /// The probe, and what else is the same in all of its rows.
    let name: String
    /// The values of the axis, with their figures; nil where there is none.
    let points: [(value: Double, estimate: Estimate?)]

    init(name: String, variants: [Variant], axis: String, values: [Double], isNet: Bool) {
        self.name = name
        let figures = Dictionary(
            variants.compactMap { variant in variant.parameters[axis].map { ($0, variant.figure) } },
            uniquingKeysWith: { first, _ in first })
        points = values.map { ($0, isNet ? figures[$0]?.net : figures[$0]?.cost) }
    }

    /// The medians there are.
    var medians: [Double] { points.compactMap { $0.estimate?.median } }

    /// The straight line through the points, where they lie on one: none is off it by more than a twentieth of what
    /// they span.
    var fit: (slope: Double, intercept: Double)? {
        let known = points.compactMap { point in point.estimate.map { (x: point.value, y: $0.median) } }
        guard let line = RobustLine(known), let low = known.map(\.y).min(), let high = known.map(\.y).max(), high > low,
            known.allSatisfy({ abs($0.y - line.intercept - line.slope.median * $0.x) <= (high - low) / 20 })
        else { return nil }
        return (line.slope.median, line.intercept)
    }

    /// Value, cost and interval; slope and intercept in the first row.
    func rows(fit: (slope: Double, intercept: Double)?) -> [[Chart.Cell]] {
        points.enumerated().map { index, point in
            [.number(point.value)] + Chart.cells(point.estimate)
                + (index == 0 ? [Chart.Cell(fit?.slope), Chart.Cell(fit?.intercept)] : [.missing, .missing])
        }
    }
}

/// How the axes of a sweep are divided.
struct SweepScale {
    private let values: [Double]
    private let medians: [Double]
    /// Whether equal factors of the parameter are equally far apart.
    let isLogarithmicAcross: Bool
    /// Whether equal factors of the cost are.
    let isLogarithmicUp: Bool

    /// A parameter that spans more than this factor has a logarithmic axis: its small values would fall together.
    private static let widestLinear = 40.0
    /// A cost that spans more than this factor has one too, unless a straight line is what it follows.
    private static let tallestLinear = 12.0

    init(_ values: [Double], _ series: [Series], isBytes: Bool) {
        self.values = values
        medians = series.flatMap(\.medians)
        let positive = values.filter { $0 > 0 }
        let span = (positive.max() ?? 1) / (positive.min() ?? 1)
        let isWide = positive.count > 1 && (isBytes || span > Self.widestLinear)
        isLogarithmicAcross = isWide
        let hasNegative = medians.contains { $0 <= 0 }
        let isTall = (medians.max() ?? 1) > Self.tallestLinear * (medians.min() ?? 1)
        let isStraight = !isWide && series.contains { $0.fit != nil }
        isLogarithmicUp = !hasNegative && (isWide || isTall) && !isStraight
    }

    /// Where a value of 0 stands on a logarithmic axis: beside the smallest other.
    var zero: Double { (values.first { $0 > 0 } ?? 2) / 2 }

    /// Values and their names, on a wide picture and on a narrow one; those that would lie over others are left out.
    func tics(_ axis: String) -> [[Chart.Cell]] {
        let names = values.map { VariantFamily.text($0, of: axis) }
        let (wide, narrow) = (shown(names, room: 640), shown(names, room: 270))
        return values.indices.map { index in
            [
                .number(values[index]), .text(wide.contains(index) ? names[index] : ""),
                .text(narrow.contains(index) ? names[index] : ""),
            ]
        }
    }

    private func shown(_ names: [String], room: Double) -> Set<Int> {
        guard let first = values.first, let last = values.last else { return [] }
        let low = isLogarithmicAcross ? max(first, zero) : first
        let scale = TextChart.Scale(low, max(last, low * 1.0001), isLogarithmic: isLogarithmicAcross)
        var (shown, edge): (Set<Int>, Double) = ([], -.infinity)
        // The last value is always named; the others where there is room before it.
        let end = room - TextWidth.pixels(names[names.count - 1]) / 2 - 6
        for index in names.indices {
            let half = TextWidth.pixels(names[index]) / 2
            let middle = room * scale.share(isLogarithmicAcross ? max(values[index], zero) : values[index])
            guard index == names.count - 1 || (middle - half > edge && middle + half < end) else { continue }
            shown.insert(index)
            edge = middle + half + 6
        }
        return shown
    }

    /// The same as bars, a line for each value and series.
    func bars(_ series: [Series], axis: String, unit: String, what: String) -> TextChart {
        let positive = medians.filter { $0 > 0 }
        let low = isLogarithmicUp ? (positive.min() ?? 1) / 1.5 : min(0, medians.min() ?? 0)
        let rows = series.flatMap { series -> [TextChart.Row] in
            [TextChart.Row(series.name, "", .heading)]
                + series.points.compactMap { value, estimate in
                    estimate.map { estimate in
                        TextChart.Row(
                            "  \(axis) \(VariantFamily.text(value, of: axis))", Format.amount(estimate.median, unit),
                            .bar(from: isLogarithmicUp ? low : 0, to: estimate.median, dark: nil, mark: nil))
                    }
                }
        }
        return TextChart(
            scale: .init(low, medians.max() ?? 1, isLogarithmic: isLogarithmicUp),
            legend: what + (isLogarithmicUp ? " (log scale)" : ""), rows: rows)
    }
}
