internal import Basics
import CKernel

extension Topic {
    /// Under which hypervisor and in what container. Serial numbers and names in /sys/class/dmi are left alone.
    static let virtualisation = Topic(
        "Virtualisation",
        [
            Fact(
                "machine.hypervisor", "hypervisor", moves: ["*"],
                because: "leaving the guest, second-level page tables and neighbours cost time"
            ) { FactValue(hypervisor($0)) },
            Fact("machine.vendor", "vendor") { FactValue($0.root.line("/sys/class/dmi/id/sys_vendor")) },
            Fact("machine.product", "product") {
                FactValue(
                    $0.root.line("/sys/class/dmi/id/product_name")
                        ?? $0.root.text("/proc/device-tree/model", limit: 256).map { $0.printable })
            },
            Fact("machine.container", "container", moves: ["syscall"], because: "containers filter system calls") {
                FactValue(container($0.root))
            },
        ])

    /// `none` only where the CPU says so: an Arm CPU does not say.
    private static func hypervisor(_ survey: Survey) -> String? {
        let root = survey.root
        let flags = survey.cpuinfo.words("flags")
        if flags.contains("hypervisor"), root.isLive, let signature = signature() {
            return signatures.first { signature.hasPrefix($0.0) }?.1 ?? "unknown (\(signature))"
        }
        if let type = root.line("/sys/hypervisor/type") { return type == "xen" ? "Xen" : type }
        if let tree = root.text("/proc/device-tree/hypervisor/compatible", limit: 256) {
            return tree.contains("kvm") ? "KVM" : tree.contains("xen") ? "Xen" : tree.printable
        }
        if !flags.isEmpty, !flags.contains("hypervisor") { return "none" }
        let files = ["sys_vendor", "product_name", "board_vendor", "bios_vendor"]
        let words = files.compactMap { root.line("/sys/class/dmi/id/\($0)") }
        if words.contains(where: { $0.hasSuffix(".metal") || $0.contains("-metal") }) { return "none" }
        let known = firmware.first { entry in words.contains { $0.contains(entry.0) } }?.1
        return known ?? (flags.contains("hypervisor") ? "unknown" : nil)
    }

    private static func signature() -> String? {
        var bytes = [CChar](repeating: 0, count: 13)
        guard k_hypervisor_signature(&bytes) != 0 else { return nil }
        let text = String(decoding: bytes.prefix(12).map { UInt8(bitPattern: $0) }.filter { $0 != 0 }, as: UTF8.self)
        return text.printable.isEmpty ? nil : text.printable
    }

    /// CPUID leaf 0x40000000, as each hypervisor documents it.
    private static let signatures = [
        ("KVMKVMKVM", "KVM"), ("Linux KVM Hv", "KVM"), ("Microsoft Hv", "Hyper-V"), ("VMwareVMware", "VMware"),
        ("XenVMMXenVMM", "Xen"), ("TCGTCGTCGTCG", "QEMU TCG"), ("VBoxVBoxVBox", "VirtualBox"),
        ("bhyve bhyve", "bhyve"), ("ACRNACRNACRN", "ACRN"), ("prl hyperv", "Parallels"), ("lrpepyh", "Parallels"),
        ("QNXQVMBSQG", "QNX"), ("Jailhouse", "Jailhouse"),
    ]

    /// Words in the firmware's tables that only virtual machines have.
    private static let firmware = [
        ("Amazon EC2", "KVM (Nitro)"), ("Google Compute Engine", "KVM (Google)"), ("KVM", "KVM"), ("QEMU", "QEMU"),
        ("Virtual Machine", "Hyper-V"), ("VMware", "VMware"), ("VirtualBox", "VirtualBox"), ("innotek", "VirtualBox"),
        ("Parallels", "Parallels"), ("Xen", "Xen"), ("OpenStack", "KVM (OpenStack)"),
        ("Alibaba Cloud", "KVM (Alibaba)"),
        ("Bochs", "QEMU"), ("BHYVE", "bhyve"), ("Apple Virtualization", "Apple Virtualization"),
    ]

    /// Marks in files count only where the kernel's own threads are out of sight: a disk made from a container's
    /// image still bears them when a virtual machine boots from it.
    private static func container(_ root: SystemRoot) -> String? {
        if root.line("/proc/sys/kernel/osrelease")?.lowercased().contains("microsoft") == true { return "wsl" }
        if root.line("/proc/2/comm") != "kthreadd" {
            if let kind = root.line("/run/systemd/container") { return kind }
            if root.exists("/run/.containerenv") { return "podman" }
            if root.exists("/.dockerenv") { return "docker" }
        }
        guard let groups = root.text("/proc/self/cgroup") else { return nil }
        return ["kubepods", "docker", "libpod", "lxc", "containerd", "garden"].first { groups.contains($0) } ?? "none"
    }
}
