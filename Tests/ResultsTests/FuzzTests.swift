import Glibc
import Results
import Sampling
import SystemPackage
import Testing

/// Mutated files, by hand: TOLL_FUZZ_SECONDS=600 swift test --filter FuzzTests. It prints how many it read; after a
/// crash the file that did it is toll-fuzz.json in the temporary folder.
@Suite struct FuzzTests {
    private static let seconds = getenv("TOLL_FUZZ_SECONDS").flatMap { Int64(String(cString: $0)) }

    @Test(.enabled(if: seconds != nil, "it runs by hand: set TOLL_FUZZ_SECONDS"))
    func mutatedFiles() throws {
        var script = Script([("syscall.null.raw", 100), ("switch.pipe.process", 2000), ("switch.yield.thread", 900)])
        (script.launches, script.visits) = (2, 4)
        let whole = try script.result(seed: 1).encoded()
        let path = FilePath("/tmp/toll-fuzz.json")
        let descriptor = try FileDescriptor.open(
            path, .readWrite, options: [.create, .truncate], permissions: .ownerReadWrite)
        defer { try? descriptor.close() }
        var random = SplitMix64(seed: UInt64(time(nil)))
        var (read, refused) = (0, 0)
        let end = time(nil) + Int(Self.seconds ?? 0)
        while time(nil) < end {
            let bytes = mutated(whole, &random)
            try descriptor.resize(to: 0)
            try descriptor.writeAll(toAbsoluteOffset: 0, bytes)
            do {
                let result = try ResultFile(decoding: bytes)
                _ = compare(result, result).families
                for format in ExportFormat.allCases { _ = try? format.render(result) }
                read += 1
            } catch {
                let line = "\(error)"
                #expect(!line.contains("\n") && !line.contains("\u{1B}"))
                refused += 1
            }
            _ = try? QuickResult(reading: path)
        }
        print("fuzz: \(read + refused) files, \(read) read, \(refused) refused")
        #expect(read > 0 && refused > 0)
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
