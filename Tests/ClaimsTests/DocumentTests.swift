import Claims
import Foundation
import Sampling
import Testing

/// docs/claims.md has every claim, in the ledger's own words.
@Suite struct DocumentTests {
    private static let heading =
        "\nThe list is the ledger's own text (`Sources/Claims/Ledger`); a test keeps it so.\n\n"

    private static func section(_ claim: Claim) -> String {
        func names(_ rows: [RowName]) -> String { rows.map { "`\($0)`" }.joined(separator: ", ") }
        var lines = ["### \(claim.id)", "> \(claim.says)", ""]
        let then = [claim.then.short == "–" ? nil : claim.then.short, claim.then.text].compactMap(\.self)
        lines.append("- **\(claim.speaker.rawValue), 2007**: \(then.joined(separator: "; "))")
        lines.append("- **Rule**: \(claim.how)")
        lines.append("- **Why it is fair**: \(claim.fair)")
        lines.append("- **What would change it**: \(claim.wouldChange)")
        if !claim.needs.isEmpty { lines.append("- **Rows**: \(names(claim.needs))") }
        if !claim.beside.isEmpty { lines.append("- **Beside**: \(names(claim.beside))") }
        if claim.needsCPUs > 1 { lines.append("- **Needs** \(claim.needsCPUs) CPUs") }
        return lines.joined(separator: "\n") + "\n"
    }

    /// With RECORD_SNAPSHOTS in the environment the page is written anew, and the test fails all the same.
    @Test func thePageIsTheLedger() throws {
        let page = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../docs/claims.md")
        let text = try String(contentsOf: page, encoding: .utf8)
        let range = try #require(text.range(of: Self.heading))
        let list = Ledger.claims.map(Self.section).joined(separator: "\n")
        if ProcessInfo.processInfo.environment["RECORD_SNAPSHOTS"] != nil {
            try Data((text[..<range.upperBound] + list).utf8).write(to: page)
            Issue.record("docs/claims.md was recorded")
        } else {
            #expect(text[range.upperBound...] == list, "RECORD_SNAPSHOTS=1 writes docs/claims.md anew")
        }
    }
}
