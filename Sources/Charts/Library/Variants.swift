internal import Machine
public import Results
internal import Sampling

/// A row of a sweep: `base@axis=value,axis=value`.
struct Variant {
    /// The probe that is varied.
    let base: String
    /// Its parameters by name.
    let parameters: [String: Double]
    /// What it came to.
    let figure: Figure

    /// A valid row whose name has parameters.
    init?(_ figure: Figure) {
        let halves = figure.name.split(separator: "@", maxSplits: 1)
        guard halves.count == 2, figure.status == .measured, let hop = figure.hop, hop.median > 0 else { return nil }
        base = String(halves[0])
        self.figure = figure
        var parameters: [String: Double] = [:]
        for part in halves[1].split(separator: ",") {
            let words = part.split(separator: "=")
            guard words.count == 2, let value = Double(words[1]), value >= 0, value < 1e15 else { return nil }
            parameters[String(words[0])] = value
        }
        self.parameters = parameters
    }
}

/// Rows that were varied together.
struct VariantFamily {
    /// The first part of their names.
    let name: String
    /// The rows.
    let variants: [Variant]

    /// The families in figures, by name.
    static func all(in figures: [Figure]) -> [VariantFamily] {
        let variants = figures.compactMap { Variant($0) }
        return Dictionary(grouping: variants) { $0.base.prefix { $0 != "." } }
            .map { VariantFamily(name: String($0), variants: $1) }.sorted { $0.name < $1.name }
    }

    /// The different values of a parameter, from the smallest on.
    func values(of parameter: String) -> [Double] {
        Set(variants.compactMap { $0.parameters[parameter] }).sorted()
    }

    /// The parameters that take several values, the one with the most first.
    var axes: [String] {
        Set(variants.flatMap(\.parameters.keys)).filter { values(of: $0).count > 1 }
            .sorted { (values(of: $1).count, $0) < (values(of: $0).count, $1) }
    }

    /// A value as a person reads it.
    static func text(_ value: Double, of parameter: String) -> String {
        guard parameter == "bytes" else { return Chart.three(value).replacing(".0", with: "") }
        for (scale, unit) in [(1073741824.0, "GiB"), (1048576, "MiB"), (1024, "KiB")] where value >= scale {
            return Chart.three(value / scale) + " " + unit
        }
        return Chart.three(value)
    }
}

extension Chart {
    /// A chart for each family of rows that were varied together: a field of CPUs, a field over two axes, or lines.
    public static func variants(_ result: ResultFile, figures: [Figure]) -> [Chart] {
        let caches = result.machine.values.compactMap { key, value -> (name: String, bytes: Double)? in
            guard key.hasPrefix("cache.l"), !key.hasPrefix("cache.l1i"), !key.hasPrefix("cache.last"),
                !key.hasPrefix("cache.line"), let bytes = value.number, bytes > 0
            else { return nil }
            return (String(key.dropFirst("cache.".count)).uppercased(), bytes)
        }.sorted { $0.bytes < $1.bytes }
        return VariantFamily.all(in: figures).compactMap { family in
            if family.values(of: "cpu").count > 1, family.values(of: "partner").count > 1 { return matrix(family) }
            let axes = family.axes
            guard let first = axes.first, family.values(of: first).count >= 3 else { return nil }
            let bases = Set(family.variants.map(\.base))
            if bases.count == 1, axes.count == 2, family.values(of: axes[1]).count >= 3 {
                return grid(family, axes: axes.sorted(), caches: caches)
            }
            return lines(family, axis: first, caches: caches)
        }
    }

    /// A switch between every pair of CPUs.
    private static func matrix(_ family: VariantFamily) -> Chart {
        field(
            "matrix", title: "A hop from CPU to CPU: \(family.variants[0].base)", family, across: "partner",
            down: "cpu",
            labels: ("the partner's CPU", "the CPU that is measured"), caches: [])
    }

    /// A cost over two axes.
    private static func grid(
        _ family: VariantFamily, axes: [String], caches: [(name: String, bytes: Double)]
    ) -> Chart {
        // Bytes go across, so that the sizes of caches can be drawn between the columns.
        let across = axes.contains("bytes") ? "bytes" : axes[0]
        let down = axes.first { $0 != across } ?? axes[1]
        return field(
            "grid-" + family.name, title: "\(family.variants[0].base) over \(down) and \(across)", family,
            across: across, down: down, labels: (across, down), caches: across == "bytes" ? caches : [])
    }

    private static func field(
        _ name: String, title: String, _ family: VariantFamily, across: String, down: String,
        labels: (String, String), caches: [(name: String, bytes: Double)]
    ) -> Chart {
        let (columns, rows) = (family.values(of: across), family.values(of: down))
        func named(_ values: [Double], _ parameter: String) -> Block {
            Block(
                rows: values.enumerated().map { index, value in
                    [.number(Double(index + 1)), .text(VariantFamily.text(value, of: parameter))]
                })
        }
        let fields = family.variants.compactMap { variant -> [Cell]? in
            guard let x = variant.parameters[across].flatMap({ columns.firstIndex(of: $0) }),
                let y = variant.parameters[down].flatMap({ rows.firstIndex(of: $0) }), let hop = variant.figure.hop
            else { return nil }
            return [.number(Double(x + 1)), .number(Double(y + 1)), .number(hop.median), .text(time(hop.median))]
        }
        let marks = caches.compactMap { cache -> [Cell]? in
            let before = columns.count { $0 <= cache.bytes }
            return before < columns.count ? [.number(Double(before) + 0.5), .text(cache.name)] : nil
        }
        return Chart(
            name, title: title, template: .grid, variables: [("across", .text(labels.0)), ("down", .text(labels.1))],
            blocks: [
                named(rows, down), named(columns, across), Block(rows: fields),
                Block(rows: marks.isEmpty ? [[.missing, ""]] : marks),
            ])
    }

    /// Lines over one axis, one for each probe and each setting of the other parameters.
    private static func lines(
        _ family: VariantFamily, axis: String, caches: [(name: String, bytes: Double)]
    ) -> Chart {
        let values = family.values(of: axis)
        let places = Dictionary(uniqueKeysWithValues: values.enumerated().map { ($1, Double($0 + 1)) })
        let others = family.axes.filter { $0 != axis }
        let groups = Dictionary(grouping: family.variants) { variant in
            let rest = others.compactMap { name in
                variant.parameters[name].map { "\(name) \(VariantFamily.text($0, of: name))" }
            }
            return ([variant.base] + rest).joined(separator: ", ")
        }.sorted { $0.key < $1.key }.prefix(16)
        let isNet = groups.allSatisfy { $0.value.allSatisfy { $0.figure.net != nil } }
        let series = groups.map { name, variants -> Block in
            let sorted = variants.sorted { ($0.parameters[axis] ?? 0) < ($1.parameters[axis] ?? 0) }
            let rows = sorted.compactMap { variant -> [Cell]? in
                guard let place = variant.parameters[axis].flatMap({ places[$0] }) else { return nil }
                return [.number(place)] + cells(isNet ? variant.figure.net : variant.figure.hop)
            }
            return Block(header: name, rows: rows)
        }
        let tics = values.enumerated().map { index, value -> [Cell] in
            [.number(Double(index + 1)), .text(VariantFamily.text(value, of: axis))]
        }
        let marks = (axis == "bytes" ? caches : []).compactMap { cache -> [Cell]? in
            let before = values.count { $0 <= cache.bytes }
            return before < values.count ? [.number(Double(before) + 0.5), .text(cache.name)] : nil
        }
        let hasNegative = isNet && family.variants.contains { ($0.figure.net?.median ?? 1) <= 0 }
        return Chart(
            "sweep-" + family.name, title: "\(family.name) over \(axis)", template: .sweep,
            variables: [
                ("axis", .text(axis)), ("what", .text(isNet ? "net, ns" : "time of one operation")),
                ("flat", .number(hasNegative ? 1 : 0)),
            ],
            blocks: [Block(rows: tics), Block(rows: marks.isEmpty ? [[.missing, ""]] : marks)] + series)
    }
}

extension Chart.Template {
    /// Lines over a parameter.
    public static let sweep = Chart.Template(PackageResources.sweep_gp)
    /// A field over two parameters.
    public static let grid = Chart.Template(PackageResources.grid_gp)
}
