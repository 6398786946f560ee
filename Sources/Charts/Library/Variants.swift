internal import Basics
internal import Machine
public import Results
public import Sampling

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
        guard figure.name.isVaried, figure.status == .measured, let cost = figure.cost, cost.median > 0,
            figure.name.parameters.allSatisfy({ (0..<1_000_000_000_000_000).contains($0.value) })
        else { return nil }
        base = figure.name.base
        self.figure = figure
        parameters = Dictionary(
            figure.name.parameters.map { ($0.name, Double($0.value)) }, uniquingKeysWith: { first, _ in first })
    }
}

/// Rows that were varied together.
struct VariantFamily {
    /// The first part of their names, and what else distinguishes them from other families.
    let name: String
    /// A parameter that all rows share, where they are a part of a larger family.
    var setting: String?
    /// The rows.
    let variants: [Variant]

    /// The families in figures, by name: rows that begin alike, have the same parameters and are counted alike.
    static func all(in figures: [Figure]) -> [VariantFamily] {
        let variants = figures.compactMap { Variant($0) }
        let families = Dictionary(grouping: variants) { variant in
            [variant.figure.name.family, variant.figure.unit] + variant.parameters.keys.sorted()
        }.sorted { $0.key.lexicographicallyPrecedes($1.key) }
        let named = Dictionary(families.map { ($0.key[0], 1) }, uniquingKeysWith: +)
        return families.map { key, variants in
            let isAlone = named[key[0]] == 1
            return VariantFamily(name: isAlone ? key[0] : key.joined(separator: "-"), variants: variants)
        }
    }

    /// What the rows are called in a title: the probe, where they are of one.
    var title: String {
        Set(variants.map(\.base)).count == 1 ? variants[0].base : variants[0].figure.name.family
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
        parameter == "bytes" ? Format.size(value) : Format.decimal(value)
    }
}

/// A size at which costs may jump: a cache's.
struct SizeMark {
    /// What is full there: "L2".
    var name: String
    /// Its size.
    var bytes: Double

    /// The data caches of a result's machine, the smallest first.
    static func caches(of result: ResultFile) -> [SizeMark] {
        result.machine.values.compactMap { key, value -> SizeMark? in
            guard key.hasPrefix("cache.l"), !key.hasPrefix("cache.l1i"), !key.hasPrefix("cache.last"),
                !key.hasPrefix("cache.line"), let bytes = value.number, bytes > 0
            else { return nil }
            return SizeMark(name: String(key.dropFirst("cache.".count)).uppercased(), bytes: bytes)
        }.sorted { $0.bytes < $1.bytes }
    }
}

extension Chart {
    /// A chart for each family of rows that were varied together: a field of CPUs, a field over two axes, or lines.
    public static func variants(_ result: ResultFile, figures: [Figure]) -> [Chart] {
        let caches = SizeMark.caches(of: result)
        return VariantFamily.all(in: figures).flatMap { family -> [Chart] in
            if family.values(of: "cpu").count > 1, family.values(of: "partner").count > 1 {
                return [matrix(family, result.machine)]
            }
            let axes = family.axes
            guard let first = axes.first, family.values(of: first).count >= 3 else { return [] }
            let bases = Set(family.variants.map(\.base))
            if bases.count == 1, axes.count == 2, family.values(of: axes[1]).count >= 3 {
                return [grid(family, axes: axes.sorted(), caches: caches)]
            }
            return lines(family, axis: first, caches: caches)
        }
    }
}
