internal import Sampling

extension Chart {
    /// More lines than these cannot be told apart: then there is a chart for each value of another parameter.
    private static let mostLines = 12

    /// Lines over one axis, one for each probe and each setting of the other parameters.
    static func lines(
        _ family: VariantFamily, axis: String, caches: [(name: String, bytes: Double)]
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
        _ family: VariantFamily, axis: String, _ others: [String], _ names: [String], part: Int,
        caches: [(name: String, bytes: Double)]
    ) -> Chart {
        let values = family.values(of: axis)
        let shown = Dictionary(grouping: family.variants) { series(of: $0, others) }.filter { names.contains($0.key) }
        let figures = shown.values.joined().map(\.figure)
        let isNet = figures.allSatisfy { $0.net != nil }
        let blocks = names.map { name -> Block in
            let points = Dictionary(
                (shown[name] ?? []).compactMap { variant in variant.parameters[axis].map { ($0, variant.figure) } },
                uniquingKeysWith: { first, _ in first })
            return Block(
                header: name,
                rows: values.enumerated().map { index, value in
                    [.number(Double(index + 1))] + cells(isNet ? points[value]?.net : points[value]?.cost)
                })
        }
        let tics = values.enumerated().map { index, value -> [Cell] in
            [.number(Double(index + 1)), .text(VariantFamily.text(value, of: axis))]
        }
        let marks = (axis == "bytes" ? caches : []).compactMap { cache -> [Cell]? in
            let before = values.count { $0 <= cache.bytes }
            return before < values.count ? [.number(Double(before) + 0.5), .text(cache.name)] : nil
        }
        let unit = figures.first?.unit ?? Unit.nanoseconds.rawValue
        let hasNegative = isNet && figures.contains { ($0.net?.median ?? 1) <= 0 }
        let isTime = unit == Unit.nanoseconds.rawValue
        let what = isTime ? "time of one operation" : "memory of one \(figures.first?.operation ?? "operation")"
        let setting = family.setting.map { ", \($0)" } ?? ""
        return Chart(
            "sweep-" + family.name + (part > 0 ? "-\(part + 1)" : ""),
            title: "\(family.title) over \(axis)\(setting)", template: .sweep,
            variables: [
                ("axis", .text(axis)), ("what", .text(isNet ? what + ", net" : what)), ("unit", .text(unit)),
                ("flat", .number(hasNegative ? 1 : 0)),
            ],
            blocks: [Block(rows: tics), Block(rows: marks.isEmpty ? [[.missing, ""]] : marks)] + blocks)
    }
}

extension Chart.Template {
    /// Lines over a parameter.
    public static let sweep = Chart.Template(PackageResources.sweep_gp)
}
