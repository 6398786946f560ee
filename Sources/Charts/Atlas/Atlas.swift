public import Results
internal import Sampling

/// A site of many machines: a page a machine, a page a probe, and views of them, all static files without a script.
public struct Atlas: Sendable {
    /// A file of the site.
    public struct Page: Sendable {
        /// Where it lies, from the site's folder on.
        public var path: String
        /// What it holds, worked out when it is wanted: pages are many, and CPUs are several.
        public var text: @Sendable () -> String
    }

    /// A machine and where its page lies.
    struct Member: Sendable {
        var head: ResultHead
        var slug: String
        /// The geometric mean of its figures over the medians of all, as far as both have them; nil without any.
        var factor: Double?
        /// In how many rows it stands apart.
        var odd: Int
    }

    /// A probe over all machines and where its page lies.
    struct Probe: Sendable {
        var row: Fleet.Row
        var slug: String
        /// Whether figures of another unit share the row's name.
        var title: String
    }

    let members: [Member]
    let probes: [Probe]
    let fleet: Fleet

    /// A site of these machines, in the order of their names.
    public init(_ heads: [ResultHead]) {
        let fleet = Fleet(heads.map(\.quick))
        var slugs = Slugs()
        let medians = Dictionary(
            fleet.rows.map { (Key(name: $0.name, unit: $0.unit), $0.median) }, uniquingKeysWith: { first, _ in first })
        let odd = Dictionary(fleet.oddest.map { ($0.label, $0.rows) }, uniquingKeysWith: { first, _ in first })
        members = heads.sorted { $0.label < $1.label }.map { head in
            let ratios = head.figures.compactMap { figure -> Double? in
                guard figure.quick.status == .measured, let cost = figure.quick.cost?.median, cost > 0,
                    let median = medians[Key(name: figure.quick.name, unit: figure.quick.unit)], median > 0
                else { return nil }
                return cost / median
            }
            return Member(
                head: head, slug: slugs.of(head.label), factor: Comparison.geometricMean(ratios),
                odd: odd[head.label] ?? 0)
        }
        var names = Slugs()
        probes = fleet.rows.map { row in
            Probe(row: row, slug: names.of(row.name.text), title: row.name.printable)
        }
        self.fleet = fleet
    }

    /// What a figure is of.
    struct Key: Hashable {
        var name: RowName
        var unit: String
    }

    /// The files of the site.
    public var pages: [Page] {
        let views = View.all(of: members)
        return [
            Page(path: "index.html") { AtlasIndex(atlas: self, views: views).html },
            Page(path: "add.html") { AtlasPages.adding },
            Page(path: "atlas.css") { HTML.style + AtlasPages.style },
        ]
            + members.map { member in
                Page(path: "machine/\(member.slug).html") { AtlasMachine(member: member, atlas: self).html }
            }
            + probes.map { probe in
                Page(path: "probe/\(probe.slug).html") { AtlasProbe(probe: probe, atlas: self).html }
            }
            + views.map { view in
                Page(path: "view/\(view.slug).html") { AtlasView(view: view, atlas: self).html }
            }
    }
}

/// Names that are safe in a path and in an address, all different.
struct Slugs {
    private var taken: Set<String> = []

    /// A name for a text: small letters, digits, dots and dashes, at most 80.
    mutating func of(_ text: String) -> String {
        let plain = text.lowercased().map { $0.isASCII && ($0.isLetter || $0.isNumber) || $0 == "." ? $0 : "-" }
        var stem = String(plain.prefix(80))
        while stem.hasPrefix(".") || stem.hasPrefix("-") { stem.removeFirst() }
        if stem.isEmpty { stem = "unnamed" }
        var slug = stem
        var number = 2
        while !taken.insert(slug).inserted {
            slug = "\(stem)-\(number)"
            number += 1
        }
        return slug
    }
}

/// The machines that share a processor, a kernel or a hypervisor: a filter that needs no server.
struct View: Sendable {
    /// What they share, such as "processor".
    var topic: String
    /// What it is in this view.
    var value: String
    var slug: String
    var members: [Atlas.Member]

    /// The facts by which machines are looked at.
    private static let topics = [
        (title: "processor", key: "cpu.model"), (title: "kernel", key: "kernel.release"),
        (title: "hypervisor", key: "machine.hypervisor"),
    ]

    /// A view a value of each fact, the largest first.
    static func all(of members: [Atlas.Member]) -> [View] {
        var slugs = Slugs()
        return topics.flatMap { topic in
            let groups = Dictionary(grouping: members) { $0.head.fact(topic.key) }
            return groups.sorted { ($1.value.count, $0.key) < ($0.value.count, $1.key) }.map { value, members in
                View(topic: topic.title, value: value, slug: slugs.of("\(topic.title)-\(value)"), members: members)
            }
        }
    }
}
