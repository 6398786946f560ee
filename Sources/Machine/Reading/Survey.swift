internal import Basics

/// What several facts are read from, opened and taken apart once.
public struct Survey: Sendable {
    /// Where everything else is read from.
    public let root: SystemRoot
    /// The CPUs and what they share.
    public let topology: Topology
    /// The first CPU's block of /proc/cpuinfo.
    let cpuinfo: KeyedText
    /// /proc/self/status: what this process may do.
    let status: KeyedText
    let cgroup: Cgroup
    /// The kernel's build configuration, where the distribution left it in /boot or beside its modules.
    let configuration: KeyedText
    /// The words of the kernel's command line, without those meant for init.
    let commandLine: [String]

    /// Reads a root's shared sources.
    public init(_ root: SystemRoot) {
        self.root = root
        topology = Topology(root)
        cpuinfo = KeyedText(root.text("/proc/cpuinfo", limit: 16 << 10), firstBlock: true)
        status = KeyedText(root.text("/proc/self/status"))
        cgroup = Cgroup(root)
        configuration = KeyedText(Self.configuration(root), separator: "=")
        let words = (root.text("/proc/cmdline") ?? "").split(whereSeparator: \.isWhitespace).map { String($0) }
        commandLine = Array(words.prefix { $0 != "--" })
    }

    private static func configuration(_ root: SystemRoot) -> String? {
        guard let release = root.line("/proc/sys/kernel/osrelease"), !release.contains("/") else { return nil }
        return root.text("/boot/config-\(release)", limit: 1 << 20)
            ?? root.text("/lib/modules/\(release)/config", limit: 1 << 20)
    }

    /// Periods of the CPU quotas over this process so far, and those of them in which one stopped it.
    public var quotaPeriods: (all: Int, stopped: Int)? { cgroup.quotaPeriods }

    /// The value of a switch of the kernel's command line: the last one counts, "" stands for a bare word.
    func commandLineSwitch(_ name: String) -> String? {
        commandLine.last { $0 == name || $0.hasPrefix(name + "=") }.map {
            String($0.dropFirst(name.count + 1)).printable
        }
    }
}
