/// What a machine does about its processor's vulnerabilities, in few words.
public struct MitigationState: Sendable, Equatable {
    /// What it is mitigated against.
    public var inForce: [String] = []
    /// What it is open to.
    public var open: [String] = []
    /// What the kernel was booted with; nil where it was not asked for anything.
    public var asked: String?

    /// What a fingerprint says; nil where it says nothing.
    public init?(_ machine: Fingerprint) {
        let prefix = "mitigation."
        let known = machine.values.filter { $0.key.hasPrefix(prefix) }
        guard !known.isEmpty else { return nil }
        for key in Fingerprint.order(Set(known.keys)) {
            guard let text = known[key]?.text else { continue }
            let name = String(key.dropFirst(prefix.count).map { $0 == "_" ? " " : $0 })
            // "KVM: Mitigation: …" is in force too; "Mitigation: …; SMT vulnerable" in force as far as it goes.
            if text.contains("Mitigation") {
                inForce.append(name)
            } else if text.lowercased().contains("vulnerable") {
                open.append(name)
            }
        }
        asked = machine["cmdline.mitigations"]?.text
    }
}
