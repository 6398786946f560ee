import Testing

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// Holds a text against the file of that name in Snapshots. `RECORD_SNAPSHOTS=1` writes the file, and fails all the
/// same, so that no recording run is green.
func expectSnapshot(
    _ text: String, _ name: String, file: String = #filePath, at location: SourceLocation = #_sourceLocation
) {
    let folder = file.split(separator: "/").dropLast().joined(separator: "/")
    let path = "/\(folder)/Snapshots/\(name)"
    if ProcessInfo.processInfo.environment["RECORD_SNAPSHOTS"] == "1" {
        try? Data(text.utf8).write(to: URL(filePath: path))
        Issue.record("\(name) was recorded", sourceLocation: location)
        return
    }
    guard let expected = try? String(contentsOfFile: path, encoding: .utf8) else {
        Issue.record("there is no snapshot \(name)", sourceLocation: location)
        return
    }
    let (lines, before) = (text.split(separator: "\n"), expected.split(separator: "\n"))
    let first = zip(lines, before).first { $0 != $1 }
    #expect(
        text == expected,
        "\(name): \(first.map { "'\($0)' instead of '\($1)'" } ?? "\(lines.count) lines, not \(before.count)")",
        sourceLocation: location)
}
