internal import Glibc
public import Testing

/// Holds text against `Snapshots/NAME` beside the test. With RECORD_SNAPSHOTS in the environment it is written anew,
/// and the test fails all the same, so that a run that records is never green.
public func assertSnapshot(
    _ actual: String, _ name: String, file: String = #filePath, location: SourceLocation = #_sourceLocation
) {
    let path = file.split(separator: "/").dropLast().reduce("") { $0 + "/" + $1 } + "/Snapshots/" + name
    if getenv("RECORD_SNAPSHOTS") != nil {
        guard let stream = fopen(path, "w") else {
            Issue.record("\(name) cannot be written: \(String(cString: strerror(errno)))", sourceLocation: location)
            return
        }
        fputs(actual, stream)
        fclose(stream)
        Issue.record("\(name) was recorded", sourceLocation: location)
        return
    }
    let expected = Processes.text(path)
    guard expected != actual else { return }
    let (old, new) = (lines(expected), lines(actual))
    var changes: [String] = []
    for change in new.difference(from: old) {
        switch change {
        case .remove(let line, let text, _): changes.append("- \(line + 1): \(text)")
        case .insert(let line, let text, _): changes.append("+ \(line + 1): \(text)")
        }
    }
    Issue.record(
        "\(name) differs (RECORD_SNAPSHOTS=1 writes it anew):\n\(changes.joined(separator: "\n"))",
        sourceLocation: location)
}

private func lines(_ text: String) -> [Substring] { text.split(separator: "\n", omittingEmptySubsequences: false) }
