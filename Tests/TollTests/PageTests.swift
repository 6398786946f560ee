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

    /// At the width of a telephone and of a laptop, one machine and several.
    @Test func nothingIsOffTheScreen() throws {
        #expect(try open("--dump-dom").complaints == [])
        let result = try FixtureResult.write(in: scratch)
        let other = scratch.file("another-machine-with-a-rather-long-name.json")
        #expect(Command.run(["cp", result, other]).status == 0)
        let many = scratch.file("many.html")
        #expect(Command.run([Command.toll, "report", result, other, result, "-o", many]).status == 0)
        let size = { (path: String) in Int(Command.run(["stat", "-c%s", path]).output.filter(\.isNumber)) ?? 0 }
        #expect(size(scratch.file("page.html")) < 500_000 && size(many) < 500_000)
        let frames = ["page.html", "many.html"].flatMap { page in
            [390, 1280].map { "<iframe src=\"\(page)\" style=\"width:\($0)px;height:900px\"></iframe>" }
        }
        let script = """
            <script>onload = () => { for (const f of document.querySelectorAll('iframe')) {
              const d = f.contentDocument.documentElement
              document.body.append(' [' + d.clientWidth + ':' + d.scrollWidth + ']') } }</script>
            """
        let frame = scratch.write("<body>\(frames.joined())\(script)</body>", to: "frame.html")
        let ended = Command.run([
            try #require(browser), "--headless=new", "--no-sandbox", "--disable-gpu",
            "--user-data-dir=\(scratch.file("profile"))", "--allow-file-access-from-files", "--window-size=1400,2000",
            "--hide-scrollbars", "--dump-dom", "file://" + frame,
        ])
        for width in [390, 1280] { #expect(ended.output.split(separator: "[\(width):\(width)]").count == 3) }
    }
}
