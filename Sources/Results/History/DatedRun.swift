internal import Basics
internal import Machine

/// A run as a history needs it: of which machine it is, and when it was.
protocol DatedRun {
    var label: String { get }
    /// When it began: seconds since 1970; nil where the file does not tell.
    var began: Int64? { get }
    var model: String? { get }
    var hypervisor: String? { get }
}

extension DatedRun {
    /// What all runs of one machine share, as far as a file tells.
    var machineName: String {
        let suffix = hypervisor.map { $0 == "none" ? "" : ", " + $0 } ?? ", no hypervisor known"
        return ((model ?? "an unknown processor") + suffix).printable
    }

    /// Whether it says when it was.
    var isDated: Bool { began.map { !utc($0).isEmpty } ?? false }
}

extension Sequence where Element: DatedRun {
    /// The runs in the order in which they were made.
    func inOrder() -> [Element] { sorted { ($0.began ?? 0, $0.label) < ($1.began ?? 0, $1.label) } }
}

extension QuickResult: DatedRun {}

extension ResultHead: DatedRun {
    var model: String? { machine["cpu.model"]?.text }
    var hypervisor: String? { machine["machine.hypervisor"]?.text }
}
