internal import Basics
internal import Glibc
internal import Machine
internal import Sampling

extension Chart {
    /// A switch between every pair of CPUs. Those that share a core, a cache or a node stand beside each other, with
    /// lines between those that do not.
    static func matrix(_ family: VariantFamily, _ machine: Fingerprint) -> Chart {
        let sharing = Sharing(machine)
        let cpus = Set(family.values(of: "cpu") + family.values(of: "partner")).sorted {
            sharing.order(Int($0)).lexicographicallyPrecedes(sharing.order(Int($1)))
        }
        let isLarge = cpus.count > mostWithText
        var chart = field(
            "matrix", title: "A hop from CPU to CPU: \(family.variants[0].base)", family,
            across: FieldAxis(parameter: "partner", values: cpus, label: "the partner's CPU"),
            down: FieldAxis(parameter: "cpu", values: cpus, label: "the CPU that is measured"), hasText: !isLarge)
        chart.variables.append(Variable(name: "square", value: 1))
        let lines = sharing.lines(between: cpus.map { Int($0) }).map { place, weight -> [Cell] in
            [.number(Double(place) + 0.5), .number(Double(weight))]
        }
        if !lines.isEmpty {
            chart.blocks[4] = Block(rows: lines)
            chart.notes.append("thin lines are between cores, thicker ones between caches, the thickest between nodes")
        }
        return chart
    }

    /// A cost over two axes.
    static func grid(_ family: VariantFamily, axes: [String], caches: [SizeMark]) -> Chart {
        // Bytes go across, so that the sizes of caches can be drawn between the columns.
        let across = axes.contains("bytes") ? "bytes" : axes[0]
        let down = axes.first { $0 != across } ?? axes[1]
        func axis(_ name: String) -> FieldAxis {
            FieldAxis(parameter: name, values: family.values(of: name), label: name)
        }
        var chart = field(
            "grid-" + family.name, title: "\(family.title) over \(down) and \(across)", family, across: axis(across),
            down: axis(down), hasText: family.values(of: across).count <= mostWithText)
        let columns = family.values(of: across)
        let marks = (across == "bytes" ? caches : []).compactMap { cache -> [Cell]? in
            let before = columns.count { $0 <= cache.bytes }
            return before < columns.count ? [.number(Double(before) + 0.5), .text(cache.name)] : nil
        }
        if !marks.isEmpty { chart.blocks[3] = Block(rows: marks) }
        return chart
    }

    /// More columns than these are shown in colours alone: numbers would lie over one another.
    private static let mostWithText = 16

    private static func field(
        _ name: String, title: String, _ family: VariantFamily, across: FieldAxis, down: FieldAxis, hasText: Bool
    ) -> Chart {
        let costs = family.variants.compactMap { $0.figure.cost?.median }.filter { $0 > 0 }
        let steps = Steps(costs)
        let unit = family.variants.first?.figure.unit ?? Unit.nanoseconds.rawValue
        var table = [[Double?]](
            repeating: [Double?](repeating: nil, count: across.values.count), count: down.values.count)
        for variant in family.variants {
            guard let x = variant.parameters[across.parameter].flatMap({ across.values.firstIndex(of: $0) }),
                let y = variant.parameters[down.parameter].flatMap({ down.values.firstIndex(of: $0) })
            else { continue }
            table[y][x] = variant.figure.cost?.median
        }
        let fields = table.enumerated().flatMap { y, row in
            runs(row.map { $0.map(steps.step) }, isJoined: !hasText).map { run -> [Cell] in
                let text = hasText ? row[run.first].map { Format.amount($0, unit) } ?? "" : ""
                return [
                    .number(Double(run.first + 1)), .number(Double(y + 1)), .number(Double(run.step)), .text(text),
                    .number(Double(run.count)),
                ]
            }
        }
        let bars = TextChart(
            legend: "from \(Format.amount(costs.min() ?? 0, unit)) (light) to \(Format.amount(costs.max() ?? 0, unit)) "
                + "(dark), · missing; down: \(down.label); across: \(across.label), "
                + across.names.joined(separator: ", "),
            rows: zip(down.names, table).map { name, row in
                TextChart.Row(name, "", .shades(row.map { $0.map { Double(steps.step($0)) / 8 } }))
            })
        return Chart(
            name, title: title, template: .grid,
            variables: [("across", .text(across.label)), ("down", .text(down.label))]
                + steps.variables { Format.amount($0, unit) },
            blocks: [
                down.block, across.thinned, Block(rows: fields), Block(rows: [[.missing, ""]]),
                Block(rows: [[.missing, .missing]]),
            ],
            margins: Margins(left: down.names, isBeside: true), bars: bars)
    }

    /// Neighbouring cells of one colour, as one cell where that is wanted.
    private static func runs(_ steps: [Int?], isJoined: Bool) -> [(first: Int, count: Int, step: Int)] {
        var runs: [(first: Int, count: Int, step: Int)] = []
        for (index, step) in steps.enumerated() {
            guard let step else { continue }
            if isJoined, let last = runs.last, last.step == step, last.first + last.count == index {
                runs[runs.count - 1].count += 1
            } else {
                runs.append((index, 1, step))
            }
        }
        return runs
    }
}

/// One axis of a field.
private struct FieldAxis {
    var parameter: String
    var values: [Double]
    var label: String

    var names: [String] { values.map { VariantFamily.text($0, of: parameter) } }

    /// Places and names.
    var block: Chart.Block {
        Chart.Block(rows: names.enumerated().map { [.number(Double($0 + 1)), .text($1)] })
    }

    /// The same, with as many names as do not lie over one another.
    var thinned: Chart.Block {
        let widest = names.map { TextWidth.pixels($0) }.max() ?? 0
        let each = max(1, Int((widest + 8) * Double(names.count) / 700) + 1)
        return Chart.Block(
            rows: names.enumerated().map { index, name in
                [.number(Double(index + 1)), .text(each < 2 || index % each == 0 ? name : "")]
            })
    }
}

/// Eight colours from the least cost to the most, on a logarithmic scale.
struct Steps {
    private let least: Double
    private let most: Double

    /// Colours for costs above 0.
    init(_ costs: [Double]) {
        least = log(costs.min() ?? 1)
        most = max(log(costs.max() ?? 1), least + 0.1)
    }

    /// The colour of a cost, 1 to 8.
    func step(_ cost: Double) -> Int {
        guard cost > 0 else { return 1 }
        return min(8, max(1, 1 + Int((log(cost) - least) / (most - least) * 8)))
    }

    /// Where the colours begin and end.
    func variables(_ text: (Double) -> String) -> [(String, Chart.Cell)] {
        (0...8).map { ("step\($0 + 1)", .text(text(exp(least + (most - least) * Double($0) / 8)))) }
    }
}

/// What the CPUs of a machine share, as far as its fingerprint says.
private struct Sharing {
    /// The CPUs of each node, of each last-level cache, of each core.
    private let levels: [[[Int]]]

    init(_ machine: Fingerprint) {
        levels = ["cpu.shared.node", "cpu.shared.cache", "cpu.shared.core"].map { key in
            guard case .list(let groups) = machine[key] else { return [] }
            return groups.compactMap { CPUList.parse($0) }
        }
    }

    /// The groups that a CPU is in, from the largest on, each by its first CPU, then the CPU itself.
    func order(_ cpu: Int) -> [Int] {
        levels.map { groups in groups.first { $0.contains(cpu) }?.min() ?? 0 } + [cpu]
    }

    /// The places between neighbours that share less than their core, and how much less: 1 a core, 2 a cache, 3 a node.
    func lines(between cpus: [Int]) -> [(place: Int, weight: Int)] {
        zip(cpus, cpus.dropFirst()).enumerated().compactMap { index, pair in
            let (one, other) = (order(pair.0), order(pair.1))
            guard let first = (0..<3).first(where: { one[$0] != other[$0] }) else { return nil }
            return (index + 1, 3 - first)
        }
    }
}

extension Chart.Template {
    /// A field over two parameters.
    public static let grid = Chart.Template(PackageResources.grid_gp)
}
