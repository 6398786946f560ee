import CPfm

/// A PMU that libpfm4 finds on this machine.
public struct PMU: Hashable, Sendable, Codable {
    /// libpfm4's short name, such as `skl`, `arm_n1`, or `perf` for the kernel's generic events.
    public var name: String
    /// What it is, in libpfm4's words.
    public var description: String
    /// Counters that can count any event, by libpfm4's tables; 0 where they do not say.
    ///
    /// A hypervisor may give fewer and a kernel may hold one back: ``GroupLayout`` finds out what fits.
    public var counters: Int
    /// Counters that can count one certain event only.
    public var fixedCounters: Int
    /// True for the kernel's own lists of events, false for the hardware's.
    public var isGeneric: Bool
}

/// An event that can be asked for by name.
public struct NamedEvent: Hashable, Sendable {
    /// Its full name as ``EventCatalog/event(named:)`` takes it, such as `perf::CYCLES` or
    /// `skl::BR_MISP_RETIRED:ALL_BRANCHES`.
    public var name: String
    /// What it counts, in libpfm4's words.
    public var description: String
}

/// The names of events, as libpfm4 knows them.
///
/// What it lists follows from the CPU's own identity; whether the kernel offers the counters too is known only when one
/// is opened.
public struct EventCatalog: Sendable {
    /// The events of a pass where nobody named others: the kernel's generic names, so that a CPU newer than the
    /// installed libpfm4 still counts.
    public static let defaultNames = [
        "perf::CYCLES", "perf::INSTRUCTIONS", "perf::BRANCHES", "perf::BRANCH-MISSES", "perf::CACHE-MISSES",
        "perf::L1-DCACHE-LOAD-MISSES", "perf::DTLB-LOAD-MISSES", "perf::ITLB-LOAD-MISSES",
    ]

    /// Wakes libpfm4, which looks what CPU this is.
    ///
    /// - Throws: its reason where it cannot say.
    public init() throws(CounterRefusal) {
        let result = pfm_initialize()
        guard result == PFM_SUCCESS else {
            throw CounterRefusal("libpfm4", String(cString: pfm_strerror(result)))
        }
    }

    /// The PMUs that libpfm4 finds here, hardware first.
    public var pmus: [PMU] {
        let all = EventCatalog.presentPMUs.map { pmu in
            PMU(
                name: String(cString: pmu.name), description: String(cString: pmu.description),
                counters: Int(pmu.counters), fixedCounters: Int(pmu.fixed_counters), isGeneric: pmu.generic)
        }
        return all.filter { !$0.isGeneric } + all.filter(\.isGeneric)
    }

    /// The event of a name as libpfm4 takes it: `cycles`, `perf::DTLB-LOAD-MISSES:u`, `arm_n1::INST_RETIRED`.
    ///
    /// - Throws: libpfm4's own reason, and the closest names where there are such.
    public func event(named name: String) throws(CounterRefusal) -> CounterEvent {
        var code = pfm_shim_event()
        let result = pfm_shim_encode(name, &code)
        guard result == PFM_SUCCESS else {
            var reason = String(cString: pfm_strerror(result))
            let near = result == PFM_ERR_NOTFOUND ? closestNames(to: name, among: events().map(\.name)) : []
            if !near.isEmpty { reason += "; close to it: \(near.joined(separator: ", "))" }
            throw CounterRefusal(name, reason)
        }
        return CounterEvent(
            name: name, type: code.type, config: code.config, config1: code.config1, config2: code.config2,
            excludeUser: code.exclude_user, excludeKernel: code.exclude_kernel)
    }

    /// Every event of every PMU here, those with unit masks once for each mask, whose name or description holds
    /// `pattern` in whatever case.
    public func events(matching pattern: String = "") -> [NamedEvent] {
        let wanted = pattern.lowercased()
        var found: [NamedEvent] = []
        for pmu in EventCatalog.presentPMUs {
            var event = pmu.first_event
            while event >= 0 {
                for named in EventCatalog.variants(of: event, pmu: String(cString: pmu.name))
                where wanted.isEmpty || named.name.lowercased().contains(wanted)
                    || named.description.lowercased().contains(wanted)
                {
                    found.append(named)
                }
                event = pfm_get_event_next(event)
            }
        }
        return found
    }

    private static var presentPMUs: [pfm_shim_pmu] {
        (0..<Int32(PFM_SHIM_PMUS)).compactMap { number in
            var pmu = pfm_shim_pmu()
            return pfm_shim_pmu_info(number, &pmu) == PFM_SUCCESS && pmu.present ? pmu : nil
        }
    }

    private static func variants(of event: Int32, pmu: String) -> [NamedEvent] {
        var text = pfm_shim_text()
        guard pfm_shim_event_info(event, &text) == PFM_SUCCESS else { return [] }
        let name = "\(pmu)::\(String(cString: text.name))"
        let description = text.description.map { String(cString: $0) } ?? ""
        var masks: [NamedEvent] = []
        for attribute in 0..<text.attributes {
            var mask = pfm_shim_text()
            guard pfm_shim_attribute_info(event, attribute, &mask) == PFM_SUCCESS, mask.unit_mask else { continue }
            let detail = mask.description.map { String(cString: $0) } ?? ""
            masks.append(
                NamedEvent(name: "\(name):\(String(cString: mask.name))", description: "\(description): \(detail)"))
        }
        return masks.isEmpty ? [NamedEvent(name: name, description: description)] : masks
    }
}
