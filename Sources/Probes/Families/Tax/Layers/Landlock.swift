internal import CKernel
internal import Glibc
internal import Sampling

extension Layer {
    /// Landlock, several sets of rules above one another; each forbids one file that the others allow.
    static func landlock(layers: Int = 1, depth: Int = 0) -> Layer {
        let deep = depth == 0 ? "" : ", \(depth) folders below the rule"
        return Layer(
            name: "landlock", summary: "under \(layers == 1 ? "a layer" : "\(layers) layers") of Landlock\(deep)",
            needs: [.landlock], depth: depth,
            parameters: [
                Parameter("layers", 1...TaxFolder.witnesses, default: 1, "sets of rules above one another"),
                Parameter("depth", 0...TaxFolder.deepest, default: 0, "folders between the rule and the file"),
            ], vary: { .landlock(layers: $0["layers"], depth: $0["depth"]) }
        ) { site in
            let folder = try site.folder.get()
            let rules = try (0..<layers).map { layer in
                try site.cleanup.keep(makeRules(layer, folder), Descriptor.close).number
            }
            let names = (0..<layers).map { strdup(TaxFolder.witness($0))! }
            site.cleanup.add { names.forEach { free($0) } }
            let root = folder.root.number
            return Imposition(
                enter: { _ in
                    for set in rules {
                        let result = k_landlock_enter(set)
                        if result < 0 { return result }
                    }
                    return 0
                }, complaint: "Landlock does not take the task",
                witness: .presence { names.allSatisfy { k_is_forbidden(root, $0) != 0 } })
        }
    }

    private static func makeRules(_ layer: Int, _ folder: TaxFolder) throws -> Descriptor {
        let rules = try Descriptor(made: k_landlock_make(), orRefuse: "no set of Landlock rules")
        // What lies below the first folder is allowed as a whole, and each file beside it by itself.
        let names = ["file", "deeper"] + (0..<TaxFolder.witnesses).filter { $0 != layer }.map(TaxFolder.witness)
        for name in names {
            let added = k_landlock_allow(rules.number, folder.root.number, name)
            guard added == 0 || (added == -ENOENT && name == "deeper") else {
                rules.close()
                throw Refusal("Landlock takes no rule: \(errorText(of: added))")
            }
        }
        return rules
    }
}

extension Need {
    /// A kernel with Landlock, switched on.
    static let landlock = Need("Landlock") { _ in
        let version = k_landlock_version()
        if version > 0 { return nil }
        return .unsupported(
            version == -EOPNOTSUPP
                ? "Landlock is not among the kernel's active security modules (lsm=)"
                : "the kernel has no Landlock: \(errorText(of: version))")
    }
}
