extension Fingerprint {
    /// Facts that are kept although no figure is known to follow from them: without these nobody knows what was
    /// measured.
    private static let wanted: Set<String> = ["cpu.model", "kernel.arch", "machine.hypervisor", "toll.version"]

    /// The fingerprint without what could say whose machine it is: what moves a figure stays, the rest goes, facts that
    /// this version does not know among it. Of the kernel's release its numbers stay, since what follows them is often
    /// the name of who built it.
    public var scrubbed: Fingerprint {
        var kept = Fingerprint(
            values.filter { key, _ in
                Self.wanted.contains(key) || !(Self.fact(for: key)?.moves.isEmpty ?? true)
            })
        if let release = kept["kernel.release"]?.text {
            kept["kernel.release"] = .text(String(release.prefix { $0.isNumber || $0 == "." }))
        }
        return kept
    }
}
