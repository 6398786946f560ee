import Machine

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// A machine of files in a temporary folder, gone with its owner.
final class Fixture: Sendable {
    let root: SystemRoot
    private let folder: String

    init(_ files: [String: [UInt8]]) throws {
        folder = FileManager.default.temporaryDirectory.path + "/toll-machine-\(UUID().uuidString)"
        root = SystemRoot(folder)
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        for (path, contents) in files {
            let file = folder + path
            let parent = file[..<(file.lastIndex(of: "/") ?? file.endIndex)]
            try FileManager.default.createDirectory(atPath: String(parent), withIntermediateDirectories: true)
            try Data(contents).write(to: URL(filePath: file))
        }
    }

    convenience init(_ files: [String: String]) throws {
        try self.init(files.mapValues { Array($0.utf8) })
    }

    deinit { try? FileManager.default.removeItem(atPath: folder) }

    // The folder must live as long as it is read from, not only until `root` was taken from its owner.
    var facts: Fingerprint { withExtendedLifetime(self) { Fingerprint.read(root) } }
    var topology: Topology { withExtendedLifetime(self) { Topology(root) } }

    func makeExecutable(_ path: String) throws {
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: folder + path)
    }

    func findings(_ counters: CounterAttempt? = nil, searchPath: String = "/usr/bin") -> [String: Finding] {
        let survey = withExtendedLifetime(self) { Survey(root) }
        let facts = withExtendedLifetime(self) { Fingerprint.read(survey) }
        let situation = Situation(survey: survey, facts: facts, counters: counters, searchPath: searchPath)
        let findings = withExtendedLifetime(self) { Doctor.findings(situation) }
        return Dictionary(uniqueKeysWithValues: findings.map { ($0.topic, $0) })
    }
}

private let cpus = "/sys/devices/system/cpu"

/// The files that place a CPU: its core, package, hardware threads and caches.
private func place(
    cpu: Int, core: Int, package: Int = 0, threads: String,
    caches: [(level: Int, type: String, size: String, shared: String)]
) -> [String: String] {
    var files = [
        "\(cpus)/cpu\(cpu)/topology/core_id": "\(core)\n",
        "\(cpus)/cpu\(cpu)/topology/physical_package_id": "\(package)\n",
        "\(cpus)/cpu\(cpu)/topology/thread_siblings_list": threads + "\n",
    ]
    for (index, cache) in caches.enumerated() {
        let folder = "\(cpus)/cpu\(cpu)/cache/index\(index)"
        files["\(folder)/level"] = "\(cache.level)\n"
        files["\(folder)/type"] = cache.type + "\n"
        files["\(folder)/size"] = cache.size + "\n"
        files["\(folder)/shared_cpu_list"] = cache.shared + "\n"
    }
    return files
}

enum Machines {
    /// Two cores of two threads each, bare metal, an ordinary user.
    static let intelLaptop: [String: String] = {
        var files = [
            "/proc/cpuinfo": """
            processor\t: 0
            vendor_id\t: GenuineIntel
            cpu family\t: 6
            model\t\t: 142
            model name\t: Intel(R) Core(TM) i7-8650U CPU @ 1.90GHz
            stepping\t: 10
            microcode\t: 0xf6
            flags\t\t: fpu tsc msr pcid fsgsbase constant_tsc nonstop_tsc rdtscp xsavec avx avx2 erms pti

            processor\t: 1
            vendor_id\t: SecondBlock
            """,
            "/proc/sys/kernel/osrelease": "6.1.0-18-amd64\n",
            "/proc/sys/kernel/version": "#1 SMP PREEMPT_DYNAMIC Debian 6.1.76-1 (2024-02-01)\n",
            "/proc/sys/kernel/perf_event_paranoid": "3\n",
            "/proc/sys/kernel/nmi_watchdog": "1\n",
            "/proc/sys/kernel/unprivileged_userns_clone": "0\n",
            "/proc/sys/kernel/pid_max": "4194304\n",
            "/proc/sys/user/max_user_namespaces": "62000\n",
            "/boot/config-6.1.0-18-amd64":
                "# a comment\nCONFIG_HZ=250\nCONFIG_PREEMPT_VOLUNTARY=y\n# CONFIG_KASAN is not set\nCONFIG_PSI=y\n",
            "/proc/cmdline":
                "BOOT_IMAGE=/vmlinuz root=UUID=secret mitigations=auto mitigations=off nosmt "
                + "intel_pstate=passive -- nohz_full=1\n",
            "/proc/self/status":
                "Name:\ttoll\nUid:\t1000\t1000\t1000\t1000\nCapEff:\t0000000000000000\nSeccomp:\t0\n"
                + "Seccomp_filters:\t0\nCpus_allowed_list:\t0-3\n",
            "/proc/self/limits":
                "Limit                     Soft Limit           Hard Limit           Units     \n"
                + "Max processes             300                  unlimited            processes \n"
                + "Max open files            1024                 1048576              files     \n"
                + "Max locked memory         unlimited            unlimited            bytes     \n"
                + "Max realtime priority     0                    0                    \n",
            "/proc/self/cgroup": "0::/user.slice/user-1000.slice\n",
            "/sys/fs/cgroup/cgroup.controllers": "cpu pids\n",
            "/sys/fs/cgroup/user.slice/cpu.max": "200000 100000\n",
            "/sys/fs/cgroup/user.slice/user-1000.slice/cpu.max": "max 100000\n",
            "/sys/fs/cgroup/user.slice/user-1000.slice/pids.max": "9000\n",
            "/proc/meminfo": "MemTotal:       16252928 kB\nHugepagesize:       2048 kB\n",
            "/sys/kernel/mm/transparent_hugepage/enabled": "always [madvise] never\n",
            "/sys/class/dmi/id/sys_vendor": "LENOVO\n", "/sys/class/dmi/id/product_name": "20L8S00000\n",
            "/sys/class/dmi/id/product_serial": "PF-SERIAL\n", "/proc/sys/kernel/hostname": "SECRETHOST\n",
            "/sys/devices/system/clocksource/clocksource0/current_clocksource": "tsc\n",
            "/sys/devices/system/clocksource/clocksource0/available_clocksource": "tsc hpet acpi_pm\n",
            "/sys/bus/event_source/devices/cpu/type": "4\n",
            "\(cpus)/online": "0-3\n", "\(cpus)/isolated": "\n", "\(cpus)/smt/active": "1\n",
            "\(cpus)/smt/control": "on\n", "\(cpus)/intel_pstate/no_turbo": "0\n",
            "\(cpus)/cpufreq/policy0/scaling_governor": "powersave\n",
            "\(cpus)/cpufreq/policy1/scaling_governor": "performance\n",
            "\(cpus)/cpufreq/policy0/scaling_driver": "intel_pstate\n",
            "\(cpus)/cpufreq/policy1/scaling_driver": "intel_pstate\n",
            "\(cpus)/cpufreq/policy0/cpuinfo_max_freq": "4200000\n",
            "\(cpus)/cpufreq/policy1/cpuinfo_max_freq": "3900000\n",
            "\(cpus)/cpuidle/current_driver": "intel_idle\n",
            "\(cpus)/cpu0/cpuidle/state0/name": "POLL\n", "\(cpus)/cpu0/cpuidle/state1/name": "C1\n",
            "\(cpus)/cpu0/cpuidle/state2/name": "C10\n",
            "\(cpus)/vulnerabilities/meltdown": "Mitigation: PTI\n",
            "\(cpus)/vulnerabilities/of_tomorrow": "Vulnerable\n",
            "/sys/devices/system/node/node0/cpulist": "0-3\n",
            "/proc/stat": "cpu  100 0 100 800 0 0 0 0 0 0\nprocs_running 4\n",
            "/proc/loadavg": "2.50 1.00 0.50 4/900 1\n",
        ]
        for cpu in 0..<4 {
            let threads = cpu % 2 == 0 ? "0,2" : "1,3"
            files.merge(
                place(
                    cpu: cpu, core: cpu % 2, threads: threads,
                    caches: [
                        (1, "Data", "32K", threads), (1, "Instruction", "32K", threads),
                        (2, "Unified", "256K", threads),
                        (3, "Unified", "8192K", "0-3"),
                    ])
            ) { first, _ in first }
        }
        return files
    }()

    /// Two vCPUs of one EPYC, root, cgroup v1 in a container, a filter in force.
    static let amdGuest: [String: String] = {
        var files = [
            "/proc/cpuinfo":
                "vendor_id\t: AuthenticAMD\ncpu family\t: 25\nmodel\t\t: 17\nmodel name\t: AMD EPYC\nstepping\t: 1\n"
                + "flags\t\t: fpu tsc hypervisor constant_tsc\n",
            "/proc/sys/kernel/osrelease": "6.18.1\n", "/proc/sys/kernel/version": "#1 SMP PREEMPT_RT @0\n",
            "/proc/sys/kernel/perf_event_paranoid": "2\n", "/proc/sys/kernel/io_uring_disabled": "2\n",
            "/proc/sys/kernel/pid_max": "32768\n",
            "/proc/self/status":
                "Uid:\t0\t0\t0\t0\nCapEff:\t000001fffeffffff\nSeccomp:\t2\n"
                + "Seccomp_filters:\t3\nCpus_allowed_list:\t0-1\n",
            "/proc/self/cgroup": "5:cpu,cpuacct:/docker/abc\n4:pids:/docker/abc\n0::/\n",
            "/sys/fs/cgroup/cpu,cpuacct/cpu.cfs_quota_us": "150000\n",
            "/sys/fs/cgroup/cpu,cpuacct/cpu.cfs_period_us": "100000\n",
            "/sys/fs/cgroup/pids/pids.max": "max\n",
            "/sys/class/dmi/id/sys_vendor": "QEMU\n",
            "/sys/class/dmi/id/product_name": "KVM Virtual Machine\n",
            "/sys/kernel/mm/transparent_hugepage/enabled": "always madvise [never]\n",
            "\(cpus)/online": "0-1\n", "\(cpus)/smt/active": "0\n", "\(cpus)/smt/control": "notsupported\n",
            "/proc/stat": "cpu  100 0 100 700 0 0 0 100 0 0\nprocs_running 1\n",
            "/proc/loadavg": "0.00 0.00 0.00 1/90 1\n",
            "/sys/kernel/tracing/README": "",
        ]
        for cpu in 0..<2 {
            files.merge(
                place(
                    cpu: cpu, core: cpu, threads: "\(cpu)",
                    caches: [
                        (1, "Data", "32K", "\(cpu)"), (3, "Unified", "32M", "0-1"),
                    ])
            ) { first, _ in first }
        }
        return files
    }()

    /// Two packages of two cores without SMT, one CPU isolated, one taken offline.
    static let armServer: [String: String] = {
        var files = [
            "/proc/cpuinfo":
                "processor\t: 0\nBogoMIPS\t: 50.00\nFeatures\t: fp asimd atomics sve paca\nCPU implementer\t: 0x41\n"
                + "CPU architecture: 8\nCPU variant\t: 0x3\nCPU part\t: 0xd0c\nCPU revision\t: 1\n",
            "/proc/sys/kernel/arch": "aarch64\n", "/proc/self/status": "Cpus_allowed_list:\t0-255\n",
            "\(cpus)/online": "0-3,5\n", "\(cpus)/isolated": "3\n",
            "/sys/devices/system/node/node0/cpulist": "0-1\n", "/sys/devices/system/node/node1/cpulist": "2-5\n",
        ]
        for cpu in [0, 1, 2, 3, 5] {
            let package = cpu / 2 == 0 ? 0 : 1
            files.merge(
                place(
                    cpu: cpu, core: cpu, package: package, threads: "\(cpu)",
                    caches: [
                        (1, "Data", "64K", "\(cpu)"), (2, "Unified", "1M", "\(cpu)"),
                        (3, "Unified", "32M", package == 0 ? "0-1" : "2-3,5"),
                    ])
            ) { first, _ in first }
        }
        return files
    }()
}
