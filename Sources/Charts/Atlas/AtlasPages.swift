internal import Basics
internal import Results
internal import Sampling

/// What the pages of an atlas share.
enum AtlasPages {
    /// A page with its way back; `depth` is how many folders it lies below the site's.
    static func page(_ title: String, depth: Int, _ parts: [String]) -> String {
        let up = String(repeating: "../", count: depth)
        return """
            <!DOCTYPE html>
            <html lang="en"><head><meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'self' 'unsafe-inline'">
            <title>\(HTML.text(title))</title>
            <link rel="stylesheet" href="\(up)atlas.css">
            </head><body>
            <nav><a href="\(up)index.html">All machines</a> <a href="\(up)index.html#probes">Probes</a>
            <a href="\(up)add.html">Add yours</a></nav>
            \(parts.joined(separator: "\n"))
            </body></html>

            """
    }

    static func link(_ text: String, _ path: String) -> String { "<a href=\"\(path)\">\(HTML.text(text))</a>" }

    /// A table of machines; `path` leads to the folder of their pages.
    static func machines(_ members: [Atlas.Member], path: String) -> String {
        let rows = members.map { member -> [String] in
            [
                link(member.head.label, "\(path)machine/\(member.slug).html"), HTML.text(member.head.fact("cpu.model")),
                HTML.text(member.head.fact("kernel.release")), HTML.text(member.head.fact("machine.hypervisor")),
                HTML.text(member.head.day), HTML.text(member.factor.map { Format.times($0) } ?? ""),
                member.odd > 0 ? "<span class=\"not\">\(numbered(member.odd, "row"))</span>" : "",
            ]
        }
        return HTML.table(
            ["machine", "processor", "kernel", "hypervisor", "measured", "of the median", "stands apart in"],
            numbers: [5], rows)
    }

    /// An interval and its middle on a line from `least` to `most`.
    static func mark(_ estimate: Estimate, from least: Double, upTo most: Double, median: Double) -> String {
        guard most > least, most.isFinite else { return "" }
        func place(_ value: Double) -> String {
            Format.fixed(min(max((value - least) / (most - least), 0), 1) * 200, 1)
        }
        let (low, middle, high) = (place(estimate.low), place(estimate.median), place(estimate.high))
        return "<svg class=\"mark\" viewBox=\"0 0 200 12\" aria-hidden=\"true\">"
            + "<path class=\"of\" d=\"M\(place(median)) 0V12\"/><path d=\"M0 6H\(middle)\"/>"
            + "<path class=\"span\" d=\"M\(low) 6H\(high)\"/><circle cx=\"\(middle)\" cy=\"6\" r=\"3\"/>"
            + "</svg>"
    }

    static let style = """

        nav { font-size: .9rem } nav a { margin-right: 1rem } a { color: inherit }
        svg.mark { width: 200px; height: 12px; display: block } svg.mark path { stroke: var(--line); stroke-width: 2 }
        svg.mark path.span { stroke: var(--ink) } svg.mark circle { fill: var(--good) }
        svg.mark path.of { stroke: var(--faint); stroke-width: 1; stroke-dasharray: 2 2 }

        """

    static let adding = page(
        "toll: add a machine", depth: 0,
        [
            "<h1>Add a machine</h1>",
            "<p>Measure, look at what the file says of the machine, and hand it to whoever builds this atlas:</p>",
            "<pre>toll run -o my-machine.json\ntoll show my-machine.json</pre>",
            "<p>The file's name is what the machine is called here. It holds the processor, the kernel, its settings "
                + "and mitigations, and the raw times; no host name, no user, no serial number.</p>",
            "<p>The atlas is built from a folder of such files:</p>", "<pre>toll report --atlas site results/</pre>",
        ])
}

extension HTML {
    /// A list of links with a word before it.
    static func list(_ title: String, _ links: [String]) -> String {
        "<p><b>\(text(title))</b>: \(links.joined(separator: " · "))</p>"
    }
}
