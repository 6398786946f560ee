import Charts
import Claims
import Glibc
import Results
import Sampling
import Support
import SystemPackage
import Testing

/// Altered files through everything that reads one, for as long as `make fuzz` says. It prints how many it read; after
/// a crash the file that did it is in the folder that it names.
@Suite struct FuzzTests {
    private static let seconds = getenv("TOLL_FUZZ_SECONDS").flatMap { Int64(String(cString: $0)) }
    private let scratch = Scratch()

    /// Megabytes that the process may ever have held.
    private static let mostMemory = 300

    @Test(.enabled(if: seconds != nil, "it runs by hand: make fuzz"))
    func alteredFiles() throws {
        let fixture =
            "/" + #filePath.split(separator: "/").dropLast(2).joined(separator: "/")
            + "/ClaimsTests/Fixtures/placed-version-1.json"
        let first = Array(Processes.text(fixture).utf8)
        let wholes = [first, try ResultFile(decoding: first).encoded()]
        let path = FilePath(scratch.file("altered.json"))
        print("fuzz: the file at work is \(path)")
        let descriptor = try FileDescriptor.open(
            path, .readWrite, options: [.create, .exclusiveCreate], permissions: .ownerReadWrite)
        defer { try? descriptor.close() }
        var random = SplitMix64(seed: UInt64(time(nil)))
        var (read, refused) = (0, 0)
        let end = time(nil) + Int(Self.seconds ?? 0)
        while time(nil) < end {
            let bytes = mutated(wholes[random.index(below: 2)], &random)
            try descriptor.resize(to: 0)
            try descriptor.writeAll(toAbsoluteOffset: 0, bytes)
            do {
                try readEverywhere(ResultFile(decoding: bytes))
                read += 1
            } catch let error as BadResult {
                expectPlain(error.description, "a complaint")
                refused += 1
            }
            _ = try? QuickResult(reading: path)
        }
        var usage = rusage()
        getrusage(RUSAGE_SELF, &usage)
        print("fuzz: \(read + refused) files, \(read) read, \(refused) refused, \(usage.ru_maxrss >> 10) MiB at most")
        #expect(read > 0 && refused > 0 && usage.ru_maxrss >> 10 < Self.mostMemory)
    }

    /// Whatever is made of a file is text without control characters.
    private func readEverywhere(_ result: ResultFile) throws {
        _ = Comparison(Side.all(of: [("a", result), ("b", result)])).families
        for format in ExportFormat.allCases {
            if let text = try? format.render(result) { expectPlain(text, format.rawValue) }
        }
        let claims = ClaimsReport(of: result, probes: [])
        let charts = Chart.all(of: result, probes: [])
        for chart in charts + [Chart.card(result, figures: result.figures)].compactMap(\.self) {
            expectPlain(GnuplotText.data(chart), chart.name)
            expectPlain(GnuplotText.script(chart, kind: .svg), chart.name)
        }
        let member = ReportPage.Member(label: "a", result: result, claims: claims)
        expectPlain(ReportPage([member], pictures: []).html, "the page")
    }

    private func expectPlain(_ text: String, _ what: String) {
        let isPlain = text.unicodeScalars.allSatisfy { scalar in
            (scalar.value >= 0x20 && !(0x7f...0x9f).contains(scalar.value)) || "\n\r\t".unicodeScalars.contains(scalar)
        }
        if !isPlain { Issue.record("\(what) has a control character") }
    }

    private static let absurd = [
        "9223372036854775807", "-9223372036854775808", "1e308", "-1e308", "1e-320", "0", "-1", "1e999", "null", "true",
        "\"\"", "[]", "{}", "4611686018427387904", "0.5", "\"\\u0000\\u001b[2J\"", "18446744073709551616",
    ]

    /// One to four changes: a number for another, bits, a stretch taken out or put in twice.
    private func mutated(_ whole: [UInt8], _ random: inout SplitMix64) -> [UInt8] {
        var bytes = whole
        for _ in 0...random.index(below: 4) where bytes.count > 8 {
            let place = random.index(below: bytes.count)
            let stretch = place..<min(bytes.count, place + 1 + random.index(below: 40))
            switch random.index(below: 8) {
            case 0: bytes[place] ^= 1 << UInt8(random.index(below: 8))
            case 1: bytes.removeSubrange(stretch)
            case 2: bytes.insert(contentsOf: bytes[stretch], at: place)
            default:
                let digits = UInt8(ascii: "0")...UInt8(ascii: "9")
                guard let first = bytes[place...].firstIndex(where: digits.contains) else { continue }
                let last = bytes[first...].firstIndex { !digits.contains($0) } ?? bytes.count
                let word = Self.absurd[random.index(below: Self.absurd.count)]
                bytes.replaceSubrange(first..<last, with: Array(word.utf8))
            }
        }
        return bytes
    }
}
