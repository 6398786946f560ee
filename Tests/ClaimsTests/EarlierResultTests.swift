import Foundation
import Results
import Sampling
import Testing

@testable import Claims

/// Files that an earlier toll wrote: they are read, and the same figures, gates, grades and verdicts come out of them
/// as the method made of them when it last changed.
@Suite struct EarlierResultTests {
    /// What a result came to.
    private struct Expected: Decodable {
        struct Row: Decodable, Equatable {
            var status: Status
            var grade: String?
            var cost: Estimate?
            var net: Estimate?
            var perOperation: [String: Double]

            /// The same but for the last digits: one C library's logarithm is not the other's.
            func agrees(with other: Row) -> Bool {
                func isSame(_ a: Estimate?, _ b: Estimate?) -> Bool {
                    guard let a, let b else { return a == nil && b == nil }
                    return a.count == b.count
                        && [\Estimate.median, \.low, \.high].allSatisfy {
                            abs(a[keyPath: $0] - b[keyPath: $0]) <= 1e-9 * abs(b[keyPath: $0])
                        }
                }
                return status == other.status && grade == other.grade && perOperation == other.perOperation
                    && isSame(cost, other.cost) && isSame(net, other.net)
            }
        }

        var rows: [String: Row]
        var verdicts: [String: String]
    }

    private static func read(_ name: String) throws -> Data {
        let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Fixtures")
        return try Data(contentsOf: folder.appending(path: name))
    }

    @Test(arguments: ["default", "pid", "placed"])
    func figuresGatesGradesAndVerdictsStay(name: String) throws {
        let file = try ResultFile(decoding: Array(try Self.read("\(name)-version-1.json")))
        let expected = try JSONDecoder().decode(Expected.self, from: try Self.read("\(name)-expected.json"))
        let figures = file.figures
        #expect(figures.map(\.name.text).sorted() == expected.rows.keys.sorted())
        for figure in figures {
            let row = try #require(expected.rows[figure.name.text])
            let counts = Dictionary(uniqueKeysWithValues: figure.perOperation.map { ($0.rawValue, $1) })
            let now = Expected.Row(
                status: figure.status, grade: figure.grade?.rawValue, cost: figure.cost, net: figure.net,
                perOperation: counts)
            #expect(now.agrees(with: row), "\(figure.name): \(now), not \(row)")
            // Nobody wrote down what a chain took in cycles.
            #expect(figure.cycles == nil && figure.netCycles == nil)
            #expect((figure.grade != nil) == (figure.status == .measured || figure.status == .invalid))
        }
        let report = ClaimsReport(of: file, probes: figures.map(\.name))
        for ruling in report.claims {
            #expect(ruling.verdict.word.rawValue == expected.verdicts[ruling.id], "\(ruling.id)")
        }
    }

    @Test func whatIsReadIsWrittenInTodaysWords() throws {
        let file = try ResultFile(decoding: Array(try Self.read("placed-version-1.json")))
        let bytes = try file.encoded()
        let text = String(decoding: bytes, as: UTF8.self)
        #expect(text.hasPrefix("{\"version\":\(ResultFile.version),"))
        for word in ["\"hop\":{", "kernel-entries", "\"switch\":", "\"operation\":["] { #expect(!text.contains(word)) }
        #expect(try ResultFile(decoding: bytes) == file)
    }
}
