import CKernel
import CSelftest
import Counters

/// More events than the PMU has counters.
func groupLimitChecks(_ report: inout Report) {
    let events = (1...12).map { number in
        var event = instructions.byMode[0]
        event.name = "instructions \(number)"
        return event
    }
    // What the kernel does with too many in one group is why the layout tries: it refuses them, or takes them and never
    // counts.
    for size in [7, 12] {
        let group = try? CounterGroup(Array(events.prefix(size)), inherit: false)
        let seen = group.flatMap { try? count($0) { known_loop(rounds) } }
        report.check(
            "\(size) events in one group do not count", seen.map { $0[0].running < $0[0].enabled } ?? true,
            seen.map { "\($0[0].value) events, running \($0[0].running) of \($0[0].enabled) ns" } ?? "refused")
    }
    let pass = CountingPass(events)
    let sizes = pass.layout.groups.map(\.count)
    report.check(
        "they are divided", sizes.reduce(0, +) == 12 && sizes.count > 1 && sizes[0] > 1 && pass.layout.refusals.isEmpty,
        "groups of \(sizes)")
    report.section("divided groups") { report in
        for group in 0..<pass.count {
            let batch = try pass.measure(group: group, operations: rounds) {
                known_loop(rounds)
                return 1
            }
            report.check(
                "group \(group) counts all the time",
                batch.readings.allSatisfy { $0.running == $0.enabled && near($0.value, known, within: 200) },
                batch.readings.map { "\($0.value)" }.joined(separator: " "))
        }
    }
}

/// libpfm4's names, generic and of the CPU itself.
func nameChecks(_ report: inout Report) {
    report.section("names") { report throws(CounterRefusal) in
        let catalog = try EventCatalog()
        let pmus = catalog.pmus.filter { !$0.isGeneric }.map(\.name)
        report.check("libpfm4 knows the CPU", pmus == ["arm_n1"], pmus.joined(separator: ", "))
        let names = ["instructions:u", "perf::INSTRUCTIONS:u", "arm_n1::INST_RETIRED:u", "CPU_CYCLES:u"]
        for name in names {
            let group = try CounterGroup([try catalog.event(named: name)], inherit: false)
            let value = try count(group) { known_loop(rounds) }[0].value
            report.check("\(name) counts", near(value, known, within: 200), "\(value)")
        }
    }
}

/// The whole way of a row: the default events, counted over system calls, made into figures an operation.
func passChecks(_ report: inout Report) {
    report.section("pass") { report in
        let catalog = try EventCatalog()
        var events: [CounterEvent] = []
        for name in EventCatalog.defaultNames { events.append(try catalog.event(named: name)) }
        let pass = CountingPass(events)
        let operations: UInt64 = 10_000
        var batches: [CountedBatch] = []
        for group in 0..<pass.count {
            batches.append(
                try pass.measure(group: group, operations: operations) {
                    let start = k_raw_ns()
                    for _ in 0..<operations { _ = k_syscall0(k_nr_getppid) }
                    return Double(k_raw_ns() - start)
                })
        }
        let counts = eventCounts(pass.layout, batches)
        let cyclesGroup = batches.first { $0.group == 0 }
        let profile = OperationProfile(
            counts, nanoseconds: (cyclesGroup?.nanoseconds ?? 0) / Double(operations))
        let user = counts.first { $0.event == "perf::INSTRUCTIONS:u" }?.perOperation.number ?? 0
        report.check("a system call's loop has a few user instructions", user >= 3 && user < 12, "\(user) an operation")
        let ipc = profile.instructionsPerCycle.number ?? 0
        report.check("IPC is 1 here", ipc > 0.95 && ipc < 1.05, "\(ipc)")
        let shares = (profile.userShare.number ?? 0, profile.kernelShare.number ?? 0)
        report.check(
            "most of it is the kernel's",
            shares.1 > 0.8 && near(UInt64((shares.0 + shares.1) * 1e6), 1_000_000, within: 1),
            "user \(shares.0), kernel \(shares.1)")
        // QEMU has none of the others: each is absent, none is 0.
        let absent = counts.filter { $0.perOperation.number == nil }
        report.check(
            "what this PMU lacks is absent with its reason",
            absent.count == 2 * (EventCatalog.defaultNames.count - 2)
                && absent.allSatisfy { $0.perOperation.reason?.contains("no such event") == true },
            "\(absent.count) absent; \(absent.first?.event ?? "none"): \(absent.first?.perOperation.reason ?? "")")
    }
}
