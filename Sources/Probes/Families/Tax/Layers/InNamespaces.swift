internal import CKernel
internal import Glibc
internal import Sampling

extension Layer {
    /// A time namespace, into which tasks can only be born.
    static let timeNamespace = Layer(
        name: "timens", summary: "in a time namespace", needs: [.timeNamespaces]
    ) { site in
        let outside = try site.cleanup.keep(Descriptor(opening: "/proc/self/ns/time", O_RDONLY), Descriptor.close)
        var inside: UInt64 = 0
        return Imposition(
            birth: (
                before: {
                    let made = k_unshare(Int32(k_time_namespace))
                    guard made == 0 else { throw Refusal("no time namespace of one's own: \(errorText(of: made))") }
                    inside = k_number_of_file("/proc/self/ns/time_for_children")
                },
                after: { _ = k_enter_namespace(outside.number, Int32(k_time_namespace)) }
            ), witness: .presence { inside != 0 && k_number_of_file("/proc/self/ns/time") == inside })
    }

    /// PID namespaces in one another. The kernel allows 32, and without root there is one more around them.
    static func pidNamespaces(levels: Int = 31) -> Layer {
        Layer(
            name: "pidns", summary: "\(levels) PID namespaces deep", version: 2, tasks: levels,
            parameters: [Parameter("levels", 1...32, default: 31, "PID namespaces in one another")],
            vary: { .pidNamespaces(levels: $0["levels"]) }
        ) { site in
            let nest = try site.cleanup.keep(PidNest(levels: levels), PidNest.close)
            var inside: UInt64 = 0
            return Imposition(
                birth: (
                    before: {
                        try nest.enter()
                        inside = k_number_of_file("/proc/self/ns/pid_for_children")
                    }, after: { try? nest.leave() }
                ), witness: .presence { inside != 0 && k_number_of_file("/proc/self/ns/pid") == inside },
                notes: [nest.note].compactMap(\.self))
        }
    }

    /// Namespaces that a task enters by itself, as containers and hardened services have them.
    static func namespaces(_ kinds: [(name: String, flag: Int32)]) -> Layer {
        Layer(name: "namespaces", summary: "in namespaces of its own") { site in
            let flags = kinds.reduce(0) { $0 | $1.flag }
            let files = kinds.map { strdup("/proc/self/ns/\($0.name)")! }
            site.cleanup.add { files.forEach { free($0) } }
            let outside = files.map { k_number_of_file($0) }
            return Imposition(
                enter: { _ in k_unshare(flags) }, complaint: "no namespaces of one's own",
                witness: .presence {
                    for place in 0..<files.count where k_number_of_file(files[place]) == outside[place] {
                        return false
                    }
                    return true
                })
        }
    }

    /// Few capabilities, or none: a mask by the numbers of capabilities(7).
    static func capabilities(_ mask: UInt64) -> Layer {
        Layer(name: "capabilities", summary: "with few capabilities") { _ in
            let before = k_capabilities()
            return Imposition(
                enter: { _ in k_keep_capabilities(mask) }, complaint: "capabilities cannot be given up",
                witness: .presence { k_capabilities() == before & mask && before & ~mask != 0 })
        }
    }
}

extension Need {
    /// A kernel with time namespaces.
    static let timeNamespaces = Need("time namespaces") { _ in
        exists("/proc/self/ns/time") ? nil : .unsupported("the kernel has no time namespaces (CONFIG_TIME_NS)")
    }
}
