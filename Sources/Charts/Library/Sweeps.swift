internal import Basics
internal import Sampling

extension Chart {
    /// More lines than these run together: then there is a chart for each value of another parameter.
    private static let mostLines = 12

    /// Lines over one axis, one for each probe and each setting of the other parameters.
    static func lines(
        _ family: VariantFamily, axis: String, caches: [SizeMark]
    ) -> [Chart] {
        let others = family.axes.filter { $0 != axis }
        let names = Set(family.variants.map { series(of: $0, others) }).sorted()
        if names.count > mostLines, let other = others.first {
            return family.values(of: other).flatMap { value in
                let setting = VariantFamily.text(value, of: other)
                let part = VariantFamily(
                    name: "\(family.name)-\(other)-\(setting)", setting: "\(other) \(setting)",
                    variants: family.variants.filter { $0.parameters[other] == value })
                return part.values(of: axis).count < 2 ? [] : lines(part, axis: axis, caches: caches)
            }
        }
        // Colours and dashes repeat after sixteen.
        return stride(from: 0, to: names.count, by: 16).map { start in
            let shown = Array(names[start..<min(start + 16, names.count)])
            return lines(family, axis: axis, others, shown, part: start / 16, caches: caches)
        }
    }

    private static func series(of variant: Variant, _ others: [String]) -> String {
        let rest = others.compactMap { name in
            variant.parameters[name].map { "\(name) \(VariantFamily.text($0, of: name))" }
        }
        return ([variant.base] + rest).joined(separator: ", ")
    }

    private static func lines(
        _ family: VariantFamily, axis: String, _ others: [String], _ names: [String], part: Int, caches: [SizeMark]
    ) -> Chart {
        let values = family.values(of: axis)
        let shown = Dictionary(grouping: family.variants) { series(of: $0, others) }.filter { names.contains($0.key) }
        let figures = shown.values.joined().map(\.figure)
        let isNet = figures.allSatisfy { $0.net != nil }
        let all = names.map { name in
            Series(name: name, variants: shown[name] ?? [], axis: axis, values: values, isNet: isNet)
        }
        let scale = SweepScale(values, all, isBytes: axis == "bytes")
        let fits = scale.isLogarithmicAcross ? [] : all.map(\.fit)
        // A value of 0 stands where a size below the smallest other would.
        let least = values.first.flatMap { $0 > 0 ? $0 : nil } ?? scale.zero.nextUp
        let marks = (axis == "bytes" ? caches : []).filter { cache in
            cache.bytes >= least && values.contains { $0 > cache.bytes }
        }.map { [Cell.number($0.bytes), .text($0.name)] }
        let unit = figures.first?.unit ?? Unit.nanoseconds.rawValue
        let isTime = unit == Unit.nanoseconds.rawValue
        let what = isTime ? "time of one operation" : "memory of one \(figures.first?.operation ?? "operation")"
        let setting = family.setting.map { ", \($0)" } ?? ""
        let lineNotes = zip(all, fits).compactMap { series, fit in
            fit.map { "\(series.name): \(Format.amount($0.slope, unit)) for each of \(axis), by the line that fits" }
        }
        return Chart(
            "sweep-" + family.name + (part > 0 ? "-\(part + 1)" : ""),
            title: "\(family.title) over \(axis)\(setting)", template: .sweep,
            variables: [
                ("axis", .text(axis)), ("what", .text(isNet ? what + ", net" : what)), ("unit", .text(unit)),
                ("logx", .number(scale.isLogarithmicAcross ? 1 : 0)), ("logy", .number(scale.isLogarithmicUp ? 1 : 0)),
                ("zero", .number(scale.zero)), ("fits", .number(fits.contains { $0 != nil } ? 1 : 0)),
            ],
            blocks: [
                Block(rows: scale.tics(axis)), Block(rows: marks.isEmpty ? [[.missing, ""]] : marks),
            ]
                + all.enumerated().map { index, series in
                    Block(
                        header: series.name, rows: series.rows(fit: fits.indices.contains(index) ? fits[index] : nil))
                },
            margins: names.count > 2 ? Margins(right: names, sample: 46) : Margins(), notes: lineNotes,
            bars: scale.bars(all, axis: axis, unit: unit, what: isNet ? what + ", net" : what))
    }
}

extension Chart.Template {
    /// Lines over a parameter.
    public static let sweep = Chart.Template(PackageResources.sweep_gp)
}
