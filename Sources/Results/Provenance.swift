internal import Basics
internal import Machine
internal import Sampling

extension Fingerprint {
    /// Where and when something was measured, in one line: processor, hypervisor, kernel, date and version.
    func provenance(began: Int64?) -> String {
        let hypervisor = self["machine.hypervisor"]?.text.flatMap { $0 == "none" ? nil : ", " + $0 }
        let parts = [
            (self["cpu.model"]?.text ?? self["machine.model"]?.text).map { $0 + (hypervisor ?? "") },
            self["kernel.release"]?.text.map { "Linux " + $0 }, began.map { Format.moment($0) },
            self["toll.version"]?.text.map { "toll " + $0 },
        ]
        return parts.compactMap(\.self).joined(separator: " · ").printable
    }
}

extension ResultFile {
    /// Machine, kernel, date and version, in one line.
    public var provenance: String { machine.provenance(began: run.began) }
}

extension Side {
    /// Machine, kernel, date and version, in one line; of published figures, that they are.
    public var provenance: String { isPublished ? "published figures" : machine.provenance(began: began) }
}
