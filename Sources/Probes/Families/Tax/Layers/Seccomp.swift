internal import Basics
internal import CKernel
internal import Glibc
internal import Sampling

/// Filters that let everything through that the operations do.
let seccompLayers: [Layer] = [
    .filter("seccomp.allow", "under a seccomp filter that allows by number, as the kernel's bitmap remembers") {
        [.list(rules: 0)]
    },
    .filter("seccomp.args", "under a seccomp filter that looks at an argument, so that it runs each time") {
        [.list(rules: 0, looksAtArgument: true)]
    },
    .seccompDocker, .rules(cached: true), .rules(cached: false), .stack(),
    .filter(
        "seccomp.specallow", "under a seccomp filter that looks at an argument and leaves store bypass as it is",
        flags: UInt32(k_filter_spec_allow)
    ) { [.list(rules: 0, looksAtArgument: true)] },
]

extension Layer {
    /// Docker's default profile.
    static let seccompDocker = Layer(
        name: "seccomp.docker", summary: "under Docker's default seccomp profile", needs: [.noSuchProfile]
    ) { _ in
        let filter = Filter.docker
        return Imposition(
            enter: { _ in filter.install() }, complaint: Filter.complaint,
            witness: .presence { k_seccomp_docker_is_there() != 0 },
            notes: [Filter.aboutStoreBypass].compactMap(\.self))
    }

    /// As many filters as a hardened service of systemd's has: a long list of calls, and a short one for each of eight
    /// restrictions.
    static let serviceFilters = Layer.filter("seccomp.service", "under nine seccomp filters of a hardened service") {
        [.list(rules: 300)] + (0..<8).map { _ in .list(rules: 10) }
    }

    /// One filter or several, each of which answers a number of its own.
    fileprivate static func filter(
        _ name: String, _ summary: String, flags: UInt32 = 0, parameters: [Parameter] = [],
        vary: (@Sendable (Values) -> Layer)? = nil, _ make: @escaping @Sendable () -> [Filter]
    ) -> Layer {
        Layer(name: name, summary: summary, parameters: parameters, vary: vary) { _ in
            let filters = make()
            let count = filters.count
            return Imposition(
                enter: { _ in
                    for (place, filter) in filters.enumerated() {
                        let result = filter.install(as: Int32(place), flags)
                        if result < 0 { return result }
                    }
                    return 0
                }, complaint: Filter.complaint,
                witness: .presence { (0..<Int32(count)).allSatisfy { k_seccomp_is_there($0) != 0 } },
                notes: [Filter.aboutStoreBypass].compactMap(\.self))
        }
    }

    /// A list of numbers that the kernel goes through, or remembers what it came to.
    fileprivate static func rules(cached: Bool, _ rules: Int = 50) -> Layer {
        let how = cached ? "which the kernel's bitmap remembers" : "which runs each time"
        return .filter(
            cached ? "seccomp.rules" : "seccomp.uncached", "under a seccomp filter of \(rules) rules, \(how)",
            parameters: [Parameter("rules", 0...4000, default: 50, "comparisons of the call's number")],
            vary: { .rules(cached: cached, $0["rules"]) }
        ) { [.list(rules: rules, looksAtArgument: !cached)] }
    }

    /// Filters above one another, as nested containers have them.
    fileprivate static func stack(_ filters: Int = 4) -> Layer {
        .filter(
            "seccomp.stack", "under \(filters) seccomp filters that look at an argument",
            parameters: [Parameter("filters", 1...32, default: 4, "filters above one another")],
            vary: { .stack($0["filters"]) }
        ) { (0..<filters).map { _ in .list(rules: 0, looksAtArgument: true) } }
    }
}

/// A seccomp filter, written before the task is made that installs it.
struct Filter {
    private enum Kind { case written, list(rules: Int, looksAtArgument: Bool) }

    private let kind: Kind
    private let code: UnsafeMutablePointer<sock_filter>
    private let length: Int32

    /// What is said where the kernel takes none.
    static let complaint = "cannot install a seccomp filter"

    private init(_ kind: Kind, _ write: (UnsafeMutablePointer<sock_filter>) -> Int32) {
        self.kind = kind
        // As long as the worker lives, which is not long.
        code = .allocate(capacity: Int(k_filter_most))
        length = write(code)
    }

    static func list(rules: Int, looksAtArgument: Bool = false) -> Filter {
        Filter(.list(rules: rules, looksAtArgument: looksAtArgument)) {
            k_seccomp_list($0, 0, Int32(rules), looksAtArgument ? 1 : 0)
        }
    }

    static var docker: Filter { Filter(.written, k_seccomp_docker) }

    /// One that does `action` with an operation's calls, but not with those of the gate where that is to be spared.
    static func acting(_ action: UInt32, on operation: TaxOperation, sparesGate: Bool = false) -> Filter {
        Filter(.written) { code in
            let numbers = operation.numbers
            return k_seccomp_on(
                code, numbers, Int32(numbers.count), action, sparesGate ? k_gate_begin() : 0,
                sparesGate ? k_gate_end() : 0)
        }
    }

    /// Puts the calling task under it; 0, a descriptor, or a negated error number.
    func install(as place: Int32 = 0, _ flags: UInt32 = 0) -> Int32 {
        if case .list(let rules, let looksAtArgument) = kind, place > 0 {
            let rewritten = k_seccomp_list(code, place, Int32(rules), looksAtArgument ? 1 : 0)
            return rewritten < 0 ? rewritten : k_seccomp_install(code, rewritten, flags)
        }
        return length < 0 ? length : k_seccomp_install(code, length, flags)
    }

    /// What a filter does besides where the kernel still ties the two together (before Linux 5.16, or by
    /// spec_store_bypass_disable=seccomp).
    static var aboutStoreBypass: String? {
        let command = textOfFile("/proc/cmdline") ?? ""
        let isTied =
            command.contains("spec_store_bypass_disable=seccomp")
            || (!KernelRelease.running.isAtLeast(5, 16) && !command.contains("spec_store_bypass_disable="))
        guard isTied, k_speculation(Int32(k_store_bypass)) & Int32(k_speculation_per_task) > 0 else {
            return nil
        }
        return "this kernel forbids a filtered task the store bypass (SSBD), which is in the figure"
    }
}

extension Need {
    /// No filter around this process that answers as that profile does: nobody could tell the two apart.
    static let noSuchProfile = Need("no such profile around toll") { _ in
        k_seccomp_docker_is_there() != 0
            ? .unsupported("toll itself is under a filter that answers as this one does, so that it would not show")
            : nil
    }
}
