internal import Basics
internal import Machine
internal import Results
internal import Sampling

/// The first page: machines, ways to look at some of them, probes.
struct AtlasIndex {
    let atlas: Atlas
    let views: [View]

    var html: String {
        let topics = views.map(\.topic).reduce(into: [String]()) { if !$0.contains($1) { $0.append($1) } }
        let filters = topics.map { topic in
            HTML.list(
                "By \(topic)",
                views.filter { $0.topic == topic }.map {
                    AtlasPages.link($0.value, "view/\($0.slug).html") + " (\($0.members.count))"
                })
        }
        let probes = atlas.probes.map { probe -> [String] in
            let row = probe.row
            func amount(_ value: Double) -> String { HTML.text(Format.amount(value, row.unit)) }
            return [
                AtlasPages.link(probe.title, "probe/\(probe.slug).html"), "\(row.machines)", amount(row.median),
                "\(amount(row.lowerQuartile)) … \(amount(row.upperQuartile))",
                amount(row.lowest), amount(row.highest),
                HTML.text(row.odd.prefix(3).map { "\($0.label) (\(Format.factor($0.ratio)))" }.joined(separator: ", ")),
            ]
        }
        return AtlasPages.page(
            "toll: what \(numbered(atlas.members.count, "machine")) charge", depth: 0,
            [
                "<h1>What \(numbered(atlas.members.count, "machine charges", "machines charge"))</h1>",
                "<p class=\"lead\">System calls, task switches and new tasks, measured by toll.</p>",
            ] + filters + [
                "<h2>Machines</h2>", AtlasPages.machines(atlas.members, path: ""), "<h2 id=\"probes\">Probes</h2>",
                HTML.table(
                    ["probe", "machines", "median", "middle half", "lowest", "highest", "the odd ones out"],
                    numbers: [1, 2, 3, 4, 5], probes),
            ])
    }
}

/// The machines that share something.
struct AtlasView {
    let view: View
    let atlas: Atlas

    var html: String {
        let fleet = Fleet(view.members.map(\.head.quick))
        let slugs = Dictionary(
            atlas.probes.map { (Atlas.Key(name: $0.row.name, unit: $0.row.unit), $0.slug) },
            uniquingKeysWith: { first, _ in first })
        let rows = fleet.rows.map { row -> [String] in
            func amount(_ value: Double) -> String { HTML.text(Format.amount(value, row.unit)) }
            let slug = slugs[Atlas.Key(name: row.name, unit: row.unit)]
            return [
                slug.map { AtlasPages.link(row.name.printable, "../probe/\($0).html") } ?? HTML.text(row.name.text),
                "\(row.machines)", amount(row.median), amount(row.lowest), amount(row.highest),
                HTML.text(row.odd.prefix(3).map { "\($0.label) (\(Format.factor($0.ratio)))" }.joined(separator: ", ")),
            ]
        }
        return AtlasPages.page(
            "toll: \(view.value)", depth: 1,
            [
                "<h1>\(HTML.text(view.value))</h1>",
                "<p class=\"lead\">\(numbered(view.members.count, "machine")) with this \(view.topic)</p>",
                AtlasPages.machines(view.members, path: "../"), "<h2>Probes</h2>",
                HTML.table(
                    ["probe", "machines", "median", "lowest", "highest", "the odd ones out"], numbers: [1, 2, 3, 4],
                    rows),
            ])
    }
}

/// One machine among all.
struct AtlasMachine {
    let member: Atlas.Member
    let atlas: Atlas

    var html: String {
        let head = member.head
        let probes = Dictionary(
            atlas.probes.map { (Atlas.Key(name: $0.row.name, unit: $0.row.unit), $0) },
            uniquingKeysWith: { first, _ in first })
        let rows = head.figures.map { figure -> [String] in
            let quick = figure.quick
            let probe = probes[Atlas.Key(name: quick.name, unit: quick.unit)]
            let isMeasured = quick.status == .measured
            let cost = isMeasured ? quick.cost : nil
            let name = probe.map { AtlasPages.link(quick.name.printable, "../probe/\($0.slug).html") }
            let odd = probe?.row.odd.first { $0.label == head.label }
            let share = cost.flatMap { cost in probe.map { cost.median / $0.row.median } }
            let state = isMeasured ? figure.grade?.rawValue ?? "" : quick.status == .invalid ? "INVALID" : "–"
            return [
                name ?? HTML.text(quick.name.text),
                HTML.text(cost.map { Format.amount($0.median, quick.unit) } ?? ""),
                HTML.text(cost.map { Format.interval($0.low, $0.high, around: $0.median, quick.unit) } ?? ""),
                HTML.text(isMeasured ? figure.net.map { Format.amount($0.median, quick.unit) } ?? "" : ""),
                share.map { "<span\(odd == nil ? "" : " class=\"not\"")>\(HTML.text(Format.times($0)))</span>" } ?? "",
                isMeasured ? state : "<span class=\"not\">\(state)</span>",
                "<span class=\"faint\">\(HTML.text((isMeasured ? figure.why : figure.reason) ?? ""))</span>",
            ]
        }
        let sections = head.machine.sections.map { section in
            HTML.table(
                [HTML.text(section.title), ""], section.rows.map { [HTML.text($0.label), HTML.text($0.value)] })
        }
        return AtlasPages.page(
            "toll: \(head.label)", depth: 1,
            [
                "<h1>\(HTML.text(head.label))</h1>",
                "<p class=\"lead\">\(HTML.text(head.fact("cpu.model"))), Linux "
                    + "\(HTML.text(head.fact("kernel.release"))), measured \(HTML.text(head.day))"
                    + "\(head.shortfall.map { "; " + HTML.text($0) } ?? "")</p>", "<h2>Figures</h2>",
                HTML.table(
                    ["probe", "cost", "95 % interval", "net", "of the median", "grade", "remark"],
                    numbers: [1, 2, 3, 4], rows), "<h2>The machine</h2>",
            ] + sections)
    }
}

/// One probe on all machines, the cheapest first, with published figures below.
struct AtlasProbe {
    let probe: Atlas.Probe
    let atlas: Atlas

    var html: String {
        let row = probe.row
        let figures = atlas.members.compactMap {
            member -> (member: Atlas.Member, figure: ResultHead.Figure, cost: Estimate)? in
            guard
                let figure = member.head.figures.first(where: { $0.quick.name == row.name && $0.quick.unit == row.unit }
                ),
                figure.quick.status == .measured, let cost = figure.quick.cost
            else { return nil }
            return (member, figure, cost)
        }.sorted { $0.cost.median < $1.cost.median }
        // What stands far from the others does not press them into a corner.
        let most = min(row.highest, row.upperQuartile * 3) * 1.02
        // Machines of a kind lie close together: then the line begins where they do.
        let least = row.lowest * 2 > most ? row.lowest * 0.98 : 0
        let rows = figures.map { member, figure, cost -> [String] in
            let isOdd = row.odd.contains { $0.label == member.head.label }
            let factor = HTML.text(Format.times(cost.median / row.median))
            return [
                AtlasPages.link(member.head.label, "../machine/\(member.slug).html"),
                HTML.text(member.head.fact("cpu.model")), HTML.text(Format.amount(cost.median, row.unit)),
                HTML.text(Format.interval(cost.low, cost.high, around: cost.median, row.unit)),
                isOdd ? "<span class=\"not\">\(factor)</span>" : factor, figure.grade?.rawValue ?? "",
                AtlasPages.mark(cost, from: least, upTo: most, median: row.median),
            ]
        }
        return AtlasPages.page(
            "toll: \(probe.title)", depth: 1,
            [
                "<h1>\(HTML.text(probe.title))</h1>",
                "<p class=\"lead\">\(numbered(row.machines, "machine")); median "
                    + "\(HTML.text(Format.amount(row.median, row.unit))), marked by the dashed line on a "
                    + "line from \(HTML.text(Format.amount(least, row.unit))) on</p>",
                HTML.table(
                    ["machine", "processor", "cost", "95 % interval", "of the median", "grade", ""],
                    numbers: [2, 3, 4], rows),
            ] + published)
    }

    /// Published figures of the same measurement.
    private var published: [String] {
        let rows = Reference.all.flatMap { reference in
            reference.figures.filter { $0.counterpart == .cost(probe.row.name) && $0.unit == probe.row.unit }.map {
                figure in
                [
                    HTML.text("@" + reference.name), HTML.text(Format.amount(figure.middle, figure.unit)),
                    HTML.text(figure.what), HTML.text(reference.citation),
                ]
            }
        }
        return rows.isEmpty
            ? [] : ["<h2>Published</h2>", HTML.table(["reference", "figure", "what", "where"], numbers: [1], rows)]
    }
}
