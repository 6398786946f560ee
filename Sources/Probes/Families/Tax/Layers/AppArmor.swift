internal import Basics
internal import CKernel
internal import Glibc

extension Layer {
    /// An AppArmor profile that allows what the operations do.
    static let appArmor = Layer(
        name: "apparmor", summary: "under an AppArmor profile that allows it",
        needs: [.appArmor, .program(AppArmorProfile.parser)]
    ) { site in
        let profile = try AppArmorProfile(site.cleanup)
        // Where several security modules have a say, each has a folder of its own.
        let place = ["/proc/self/attr/apparmor/current", "/proc/self/attr/current"].first(where: exists)
        let words: [String] = [place ?? "", "changeprofile \(profile.name)", "\(profile.name) (enforce)"]
        let texts = words.map { strdup($0)! }
        site.cleanup.add { texts.forEach { free($0) } }
        let (attribute, order, label) = (texts[0], texts[1], texts[2])
        return Imposition(
            enter: { _ in k_write_at(AT_FDCWD, attribute, order, 0) },
            complaint: "AppArmor does not let the task under a profile",
            witness: .presence { k_times_said(attribute, label) > 0 })
    }
}

/// A profile of AppArmor's. The kernel would keep it for ever, so a caretaker removes it.
struct AppArmorProfile {
    static let parser = "apparmor_parser"
    static let folder = "/sys/kernel/security/apparmor"

    /// As nobody else has it.
    let name = ControlGroup.newName()

    init(_ cleanup: Cleanup) throws {
        guard let parser = tool(named: AppArmorProfile.parser) else { throw Refusal("no apparmor_parser") }
        let (door, text) = (strdup(AppArmorProfile.folder + "/.remove")!, strdup(name)!)
        cleanup.add {
            free(door)
            free(text)
        }
        let caretaker = try Caretaker { _ = k_write_at(AT_FDCWD, door, text, 0) }
        cleanup.add(caretaker.dismiss)
        let said = try outcome(
            of: [parser, "--add", "--skip-cache", "--quiet"],
            reading: """
                profile \(name) flags=(attach_disconnected,mediate_deleted) {
                  capability,
                  file,
                  network,
                  ptrace,
                  signal,
                  unix,
                }

                """)
        guard said.status == 0 else { throw Refusal("apparmor_parser loads no profile: \(said.lastLine)") }
    }
}

extension Need {
    /// A kernel with AppArmor, switched on, and the right to load profiles.
    static let appArmor = Need("AppArmor") { _ in
        guard let enabled = textOfFile("/sys/module/apparmor/parameters/enabled") else {
            return .unsupported("the kernel has no AppArmor (CONFIG_SECURITY_APPARMOR)")
        }
        guard enabled.trimmed == "Y" else {
            return .unsupported("AppArmor is not among the kernel's active security modules (lsm=)")
        }
        guard exists(AppArmorProfile.folder) else {
            return .unsupported("AppArmor's files are not there (securityfs at /sys/kernel/security)")
        }
        return access(AppArmorProfile.folder + "/.load", W_OK) == 0
            ? nil : .unsupported("loading an AppArmor profile is refused: needs root (CAP_MAC_ADMIN)")
    }
}
