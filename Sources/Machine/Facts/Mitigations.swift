extension Topic {
    /// Every file under vulnerabilities/, those of kernels to come included. The named entries say what they move;
    /// the family at the end reads all others. Source: Documentation/admin-guide/hw-vuln/.
    static let mitigations = Topic(
        "Mitigations",
        [
            known("meltdown", ["syscall", "switch", "create", "io"], "page tables are changed on each entry and exit"),
            known("spectre_v1", ["syscall"], "entries fence speculation around the swap of GS"),
            known("spectre_v2", ["syscall", "switch", "create", "io"], "indirect branches and each switch pay for it"),
            known("spec_store_bypass", ["switch", "fiber", "memory"], "loads wait for earlier stores where it is on"),
            known("retbleed", ["syscall", "switch", "create", "io"], "returns in the kernel are replaced or guarded"),
            known("spec_rstack_overflow", ["syscall", "switch", "create", "io"], "returns in the kernel are guarded"),
            known("indirect_target_selection", ["syscall", "switch", "create", "io"], "indirect branches are moved"),
            known("mds", ["syscall", "switch"], "CPU buffers are cleared on each return to user mode"),
            known("tsx_async_abort", ["syscall", "switch"], "CPU buffers are cleared on each return to user mode"),
            known("mmio_stale_data", ["syscall", "switch"], "CPU buffers are cleared on each return to user mode"),
            known("reg_file_data_sampling", ["syscall", "switch"], "CPU buffers are cleared on return to user mode"),
            known("tsa", ["syscall", "switch"], "CPU buffers are cleared on return to user mode and before idling"),
            known("l1tf", ["create", "memory"], "page-table entries of absent pages are inverted"),
            known("vmscape", ["machine.trap"], "branch predictors are flushed after leaving a guest"),
            known("gather_data_sampling", [], nil),
            Fact(
                each: "mitigation", moves: ["syscall", "switch", "create", "io"],
                because: "mitigations cost on each entry"
            ) {
                var values: [String: FactValue] = [:]
                for name in $0.root.entries(folder).prefix(128) {
                    values[name] = $0.root.line("\(folder)/\(name)").map { .text($0) }
                }
                return values
            },
        ])

    private static let folder = "/sys/devices/system/cpu/vulnerabilities"

    private static func known(_ name: String, _ moves: [String], _ because: String?) -> Fact {
        let label = String(name.map { $0 == "_" ? " " : $0 })
        return Fact("mitigation." + name, label, moves: moves, because: because) {
            $0.root.line("\(folder)/\(name)").map { .text($0) }
        }
    }
}
