import Results
import Sampling
import Support
import Testing

private let browser = ["chromium", "chromium-browser", "google-chrome"].first(where: Command.has)

/// The page of a result in a browser.
@Suite(.enabled(if: browser != nil, "there is no chromium (apt-get install chromium)"))
struct PageTests {
    private let scratch = Scratch()

    /// Opens the page of the fixture. What the browser complained of, and what it printed.
    private func open(_ options: String...) throws -> (complaints: [Substring], output: String) {
        let page = scratch.file("page.html")
        if Processes.text(page).isEmpty {
            let result = try FixtureResult.write(in: scratch)
            #expect(Command.run([Command.toll, "report", result, "-o", page]).status == 0)
        }
        // Its sandbox is not to be had by root, nor in most containers; the page is our own.
        let words = [
            try #require(browser), "--headless=new", "--no-sandbox", "--disable-gpu", "--hide-scrollbars",
            "--user-data-dir=\(scratch.file("profile"))", "--enable-logging=stderr", "--window-size=1100,4000",
        ]
        let ended = Command.run(words + options + ["file://" + page])
        #expect(ended.status == 0 && !ended.isLate, "\(ended.errors)")
        return (ended.errors.split(separator: "\n").filter { $0.contains("CONSOLE") }, ended.output)
    }

    @Test func itIsDrawnInLightAndInDark() throws {
        let (light, dark) = (scratch.file("light.png"), scratch.file("dark.png"))
        #expect(try open("--blink-settings=preferredColorScheme=1", "--screenshot=" + light).complaints == [])
        #expect(try open("--blink-settings=preferredColorScheme=0", "--screenshot=" + dark).complaints == [])
        // A page of this size with nothing on it takes some 20 kB.
        let sizes = [light, dark].map { Int(Command.run(["stat", "-c%s", $0]).output.filter(\.isNumber)) ?? 0 }
        #expect(sizes.allSatisfy { $0 > 50_000 }, "\(sizes)")
        #expect(Command.run(["cmp", "-s", light, dark]).status == 1, "light and dark are alike")
    }

    @Test func nothingIsLostOnTheWay() throws {
        let (complaints, output) = try open("--dump-dom")
        #expect(complaints == [])
        for text in ["switch.pipe.process", "A Machine", "process-switch", "INVALID", "grade", "</html>"] {
            #expect(output.contains(text), "\(text)")
        }
    }

    @Test(.enabled(if: Command.has("pdftotext"), "there is no pdftotext (apt-get install poppler-utils)"))
    func onPaperEveryColumnIsThere() throws {
        let paper = scratch.file("page.pdf")
        #expect(try open("--print-to-pdf=" + paper).complaints == [])
        let text = Command.run(["pdftotext", "-layout", paper, "-"]).output
        // Every page has something on it, and there are no more than the content needs.
        let pages = text.split(separator: "\u{0C}", omittingEmptySubsequences: false).dropLast()
        #expect((2...14).contains(pages.count), "\(pages.count) pages")
        for (index, page) in pages.enumerated() {
            #expect(page.contains { $0.isLetter }, "page \(index + 1) is empty")
        }
        // The last column of each table, which would be cut off first.
        for words in ["verdict", "remark", "a remark on this row", "needs 132 MiB", "toll run --budget"] {
            #expect(text.contains(words), "\(words)")
        }
    }

    /// A result that has every key figure.
    private func key(to name: String) throws -> String {
        let switches: [(RowName, Double)] = [
            ("switch.yield.process", 1220), ("switch.yield.thread", 1150), ("switch.napi.kthread", 1310),
        ]
        let records =
            [FixtureResult.record("syscall.null.raw", does: [.syscalls: 1], nanoseconds: 116)]
            + switches.map {
                FixtureResult.record($0.0, does: [.contextSwitches: 1], nanoseconds: $0.1, baseline: 300)
            }
            + [
                FixtureResult.record("create.fork", does: [.tasksCreated: 1], nanoseconds: 101_000),
                FixtureResult.record("fiber.asm", does: [:], nanoseconds: 3.6),
            ]
        return scratch.write(
            String(decoding: try FixtureResult.file(of: records).encoded(), as: UTF8.self), to: name)
    }

    /// At the width of a telephone and of a laptop, one machine and several.
    @Test func nothingIsOffTheScreen() throws {
        #expect(try open("--dump-dom").complaints == [])
        let result = try FixtureResult.write(in: scratch)
        let other = try key(to: "another-machine-with-a-rather-long-name.json")
        let many = scratch.file("many.html")
        #expect(Command.run([Command.toll, "report", other, other, result, "-o", many]).status == 0)
        let size = { (path: String) in Int(Command.run(["stat", "-c%s", path]).output.filter(\.isNumber)) ?? 0 }
        #expect(size(scratch.file("page.html")) < 500_000 && size(many) < 500_000)
        let frames = ["page.html", "many.html"].flatMap { page in
            [390, 1280].map { "<iframe src=\"\(page)\" style=\"width:\($0)px;height:900px\"></iframe>" }
        }
        let script = """
            <script>onload = () => { for (const f of document.querySelectorAll('iframe')) {
              const d = f.contentDocument.documentElement
              document.body.append(' [' + d.clientWidth + ':' + d.scrollWidth + ']')
              // Tables fit: what scrolls within the page is off the screen too.
              for (const t of f.contentDocument.querySelectorAll('.wide'))
                if (t.scrollWidth > t.clientWidth)
                  document.body.append(' {' + t.clientWidth + ' < ' + t.scrollWidth + ': ' + t.innerText.slice(0, 40))
              // Nor is a name broken letter by letter.
              for (const t of f.contentDocument.querySelectorAll('th, td:first-child'))
                if (t.innerText.length > 3 && t.clientWidth > 0 && t.clientWidth < 48)
                  document.body.append(' {' + t.clientWidth + ' < 48: ' + t.innerText.slice(0, 40))
            } }</script>
            """
        let frame = scratch.write("<body>\(frames.joined())\(script)</body>", to: "frame.html")
        let ended = Command.run([
            try #require(browser), "--headless=new", "--no-sandbox", "--disable-gpu",
            "--user-data-dir=\(scratch.file("profile"))", "--allow-file-access-from-files", "--window-size=1400,2000",
            "--hide-scrollbars", "--dump-dom", "file://" + frame,
        ])
        for width in [390, 1280] { #expect(ended.output.split(separator: "[\(width):\(width)]").count == 3) }
        let wide = ended.output.split(separator: "{").dropFirst().filter { $0.contains(" < ") || $0.contains("&lt;") }
        #expect(wide.filter { $0.first?.isNumber == true } == [])
    }

    /// Every text of the page and its pictures against what is behind it (WCAG 2.2, 1.4.3: 4.5).
    @Test(arguments: [("light", 1), ("dark", 0)]) func textIsLegible(name: String, scheme: Int) throws {
        let result = try FixtureResult.write(in: scratch)
        let other = scratch.file("other.json")
        #expect(Command.run(["cp", result, other]).status == 0)
        for (page, words) in [("one", [result]), ("many", [result, other, result])] {
            let path = scratch.file("\(page)-\(name).html")
            #expect(Command.run([Command.toll, "report"] + words + ["-o", path]).status == 0)
            let frame = scratch.write(
                "<body><iframe src=\"\(page)-\(name).html\" style=\"width:1280px;height:900px\"></iframe>"
                    + Self.contrast,
                to: "frame-\(page)-\(name).html")
            let ended = Command.run([
                try #require(browser), "--headless=new", "--no-sandbox", "--disable-gpu",
                "--blink-settings=preferredColorScheme=\(scheme)", "--user-data-dir=\(scratch.file("profile"))",
                "--allow-file-access-from-files", "--window-size=1400,1000", "--dump-dom", "file://" + frame,
            ])
            let found = ended.output.split(separator: "[").filter { $0.hasPrefix("texts ") }.last ?? ""
            let words = found.prefix { $0 != "]" }.split(separator: " ")
            let count = words.count > 1 ? Int(words[1]) ?? 0 : 0
            #expect(count > 100 && words.count == 3 && words[2] == "0", "\(page), \(name): \(found.prefix(400))")
        }
    }

    /// Counts the texts of a frame, and those whose contrast is below 4.5.
    private static let contrast = """
        <script>onload = () => {
          const d = document.querySelector('iframe').contentDocument, w = d.defaultView
          const rgb = c => (c.match(/[\\d.]+/g) || [0, 0, 0, 0]).map(Number)
          const light = c => { const [r, g, b] = c.map(v => { v /= 255
            return v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4 })
            return 0.2126 * r + 0.7152 * g + 0.0722 * b }
          const ground = e => { for (; e; e = e.parentElement) {
            if (e.tagName === 'svg') return rgb(w.getComputedStyle(e.querySelector('rect')).fill)
            const c = rgb(w.getComputedStyle(e).backgroundColor); if (c.length < 4 || c[3] > 0) return c }
            return [255, 255, 255] }
          let count = 0, bad = []
          const walker = d.createTreeWalker(d.body, NodeFilter.SHOW_TEXT)
          for (let n = walker.nextNode(); n; n = walker.nextNode()) {
            const e = n.parentElement
            if (!n.data.trim() || ['STYLE', 'title', 'desc'].includes(e.tagName) || !e.getClientRects().length) continue
            const s = w.getComputedStyle(e), inSVG = e.ownerSVGElement
            const [a, b] = [light(rgb(inSVG ? s.fill : s.color).slice(0, 3)), light(ground(e).slice(0, 3))]
            count += 1
            const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05)
            if (ratio < 4.5) bad.push(n.data.trim().slice(0, 20) + ' ' + ratio.toFixed(1)) }
          document.body.append(' [texts ' + count + ' ' + bad.length + '] ' + bad.slice(0, 5).join(', ')) }</script>
        """
}
