extension Topic {
    /// Clock frequency and idle states.
    /// Sources: Documentation/admin-guide/pm/{cpufreq,intel_pstate,amd-pstate,cpuidle}.rst.
    static let frequency = Topic(
        "Frequency and idle",
        [
            Fact("frequency.driver", "driver", moves: ["*"], because: clock) { policies($0, "scaling_driver") },
            Fact("frequency.governor", "governor", moves: ["*"], because: clock) { policies($0, "scaling_governor") },
            Fact("frequency.preference", "energy preference", moves: ["*"], because: clock) {
                policies($0, "energy_performance_preference")
            },
            Fact("frequency.turbo", "turbo", moves: ["*"], because: clock) { FactValue(turbo($0.root)) },
            Fact("frequency.min", "lowest", .hertz) { hertz($0, "cpuinfo_min_freq", min) },
            Fact("frequency.max", "highest", .hertz, moves: ["*"], because: clock) {
                hertz($0, "cpuinfo_max_freq", max)
            },
            Fact("frequency.limit", "highest allowed", .hertz, moves: ["*"], because: clock) {
                hertz($0, "scaling_max_freq", max)
            },
            Fact("idle.driver", "idle driver", moves: wakeUps, because: idle) {
                FactValue($0.root.line("/sys/devices/system/cpu/cpuidle/current_driver"))
            },
            Fact("idle.governor", "idle governor", moves: wakeUps, because: idle) {
                FactValue(
                    $0.root.line("/sys/devices/system/cpu/cpuidle/current_governor")
                        ?? $0.root.line("/sys/devices/system/cpu/cpuidle/current_governor_ro"))
            },
            Fact("idle.states", "idle states", moves: wakeUps, because: idle) { survey in
                let folder = "/sys/devices/system/cpu/cpu0/cpuidle"
                let names = survey.root.entries(folder).prefix(16).compactMap {
                    survey.root.line("\(folder)/\($0)/name")
                }
                return names.isEmpty ? nil : .list(names)
            },
            Fact("idle.halt_poll", "polls before halting", .nanoseconds, moves: wakeUps, because: idle) {
                FactValue($0.root.integer("/sys/module/haltpoll/parameters/guest_halt_poll_ns"))
            },
        ])

    private static let clock = "it decides the clock frequency that is really run at"
    private static let idle = "a wake-up on another CPU has to leave the idle state"
    private static let wakeUps = ["switch", "io", "create"]

    /// What all frequency policies say, or the different answers.
    private static func policies(_ survey: Survey, _ file: String) -> FactValue? {
        FactValue(agreed: policyFiles(survey, file))
    }

    /// The lowest or highest of all policies, from kHz.
    private static func hertz(_ survey: Survey, _ file: String, _ pick: (Int, Int) -> Int) -> FactValue? {
        let values = policyFiles(survey, file).compactMap { Int($0) }.filter { $0 > 0 && $0 < 1 << 40 }
        guard let first = values.first else { return nil }
        return .integer(values.dropFirst().reduce(first, pick) * 1000)
    }

    private static func policyFiles(_ survey: Survey, _ file: String) -> [String] {
        let folder = "/sys/devices/system/cpu/cpufreq"
        return survey.root.entries(folder).filter { $0.hasPrefix("policy") }
            .compactMap { survey.root.line("\(folder)/\($0)/\(file)") }
    }

    private static func turbo(_ root: SystemRoot) -> Bool? {
        root.integer("/sys/devices/system/cpu/intel_pstate/no_turbo").map { $0 == 0 }
            ?? root.integer("/sys/devices/system/cpu/cpufreq/boost").map { $0 != 0 }
    }
}
