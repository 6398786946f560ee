internal import Basics

/// An Arm processor, which reports numbers instead of a name.
///
/// Numbers: Arm's Technical Reference Manuals, register MIDR_EL1; the kernel keeps the same list in
/// arch/arm64/include/asm/cputype.h.
struct ArmPart {
    let vendor: String
    let name: String
    /// Major and minor revision as Arm writes it, `r3p1`.
    let revision: String?

    init?(_ cpuinfo: KeyedText) {
        guard let implementer = cpuinfo["CPU implementer"]?.hexadecimal, let part = cpuinfo["CPU part"]?.hexadecimal
        else { return nil }
        let known = Self.vendors[implementer]
        vendor = known ?? "implementer 0x\(String(implementer, radix: 16))"
        let number = "part 0x\(String(part, radix: 16))"
        name = "\(vendor) \(Self.names[implementer << 12 | part & 0xfff] ?? number)"
        let major = cpuinfo["CPU variant"]?.hexadecimal
        let minor = cpuinfo["CPU revision"].flatMap { Int($0) }
        if let major, let minor { revision = "r\(major)p\(minor)" } else { revision = nil }
    }

    private static let vendors: [UInt64: String] = [
        0x41: "Arm", 0x42: "Broadcom", 0x43: "Cavium", 0x46: "Fujitsu", 0x48: "HiSilicon", 0x4e: "NVIDIA",
        0x50: "Applied Micro", 0x51: "Qualcomm", 0x61: "Apple", 0x6d: "Microsoft", 0xc0: "Ampere",
    ]

    /// Implementer, then three digits of part.
    private static let names: [UInt64: String] = [
        0x41_d03: "Cortex-A53", 0x41_d04: "Cortex-A35", 0x41_d05: "Cortex-A55", 0x41_d07: "Cortex-A57",
        0x41_d08: "Cortex-A72", 0x41_d09: "Cortex-A73", 0x41_d0a: "Cortex-A75", 0x41_d0b: "Cortex-A76",
        0x41_d0c: "Neoverse-N1", 0x41_d0d: "Cortex-A77", 0x41_d40: "Neoverse-V1", 0x41_d41: "Cortex-A78",
        0x41_d44: "Cortex-X1", 0x41_d46: "Cortex-A510", 0x41_d47: "Cortex-A710", 0x41_d48: "Cortex-X2",
        0x41_d49: "Neoverse-N2", 0x41_d4a: "Neoverse-E1", 0x41_d4f: "Neoverse-V2", 0x41_d80: "Cortex-A520",
        0x41_d81: "Cortex-A720", 0x41_d82: "Cortex-X4", 0x41_d83: "Neoverse-V3AE", 0x41_d84: "Neoverse-V3",
        0x41_d8e: "Neoverse-N3", 0x43_0af: "ThunderX2", 0x46_001: "A64FX", 0x48_d01: "Kunpeng-920",
        0x4e_004: "Carmel", 0x51_001: "Oryon", 0x6d_d49: "Cobalt-100", 0xc0_ac3: "Ampere-1", 0xc0_ac4: "Ampere-1a",
    ]
}
