internal import Basics
internal import Machine
internal import Sampling

/// Where, when and by what something was measured.
public struct Provenance: Sendable, Equatable {
    /// Processor and hypervisor; nil where the processor is not known.
    public var machine: String?
    /// The kernel, as "Linux 6.18.0".
    public var kernel: String?
    /// When it began, to the minute.
    public var moment: String?
    /// The program, as "toll 0.1.0".
    public var version: String?

    init(_ machine: Fingerprint, began: Int64?) {
        let hypervisor = machine["machine.hypervisor"]?.text.flatMap { $0 == "none" ? nil : ", " + $0 }
        let model = machine["cpu.model"]?.text ?? machine["machine.model"]?.text
        self.machine = model.map { ($0 + (hypervisor ?? "")).printable }
        kernel = machine["kernel.release"]?.text.map { "Linux " + $0.printable }
        moment = began.map { Format.moment($0) }
        version = machine["toll.version"]?.text.map { "toll " + $0.printable }
    }

    /// All but the machine, in one line.
    public var circumstances: String { [kernel, moment, version].compactMap(\.self).joined(separator: " · ") }

    /// All of it, in one line.
    public var text: String {
        [machine, kernel, moment, version].compactMap(\.self).joined(separator: " · ").printable
    }
}

extension ResultFile {
    /// Where, when and by what it was measured.
    public var origin: Provenance { Provenance(machine, began: run.began) }

    /// Machine, kernel, date and version, in one line.
    public var provenance: String { origin.text }
}

extension Side {
    /// Machine, kernel, date and version, in one line; of published figures, that they are.
    public var provenance: String {
        isPublished ? "published figures" : Provenance(machine, began: began).text
    }
}
