import Machine
import Testing

/// What the doctor and 'toll tax --here' find around a process.
@Suite struct LayerCheckTests {
    private func layers(_ change: (inout Fingerprint) -> Void) throws -> [String: Finding] {
        let fixture = try Fixture(Machines.amdGuest)
        return withExtendedLifetime(fixture) {
            let survey = Survey(fixture.root)
            var facts = Fingerprint.read(survey)
            change(&facts)
            let findings = Doctor.layers(Situation(survey: survey, facts: facts))
            return Dictionary(uniqueKeysWithValues: findings.map { ($0.topic, $0) })
        }
    }

    @Test func whatIsNotToBeSeenIsUnknown() throws {
        let found = try layers {
            for key in ["kernel.security", "kernel.auditing", "kernel.bpf_programs", "process.store_bypass"] {
                $0[key] = nil
            }
        }
        for topic in ["security modules", "auditing", "BPF programs", "store bypass"] {
            #expect(found[topic]?.state == .unknown, "\(topic)")
        }
    }

    @Test func nothingInTheWayIsGood() throws {
        let found = try layers {
            $0["kernel.security"] = .list(["capability", "landlock", "bpf"])
            $0["kernel.auditing"] = .flag(false)
            $0["kernel.bpf_programs"] = .list([])
            $0["process.store_bypass"] = .text("thread vulnerable")
            $0["cgroup.depth"] = .integer(0)
        }
        for topic in ["security modules", "auditing", "BPF programs", "store bypass", "control groups"] {
            #expect(found[topic]?.state == .good, "\(topic)")
        }
    }

    @Test func whatIsInTheWayIsNamed() throws {
        let found = try layers {
            $0["kernel.security"] = .list(["capability", "landlock", "apparmor"])
            $0["kernel.auditing"] = .flag(true)
            $0["kernel.bpf_programs"] = .list(["raw tracepoint 2", "tracing 1"])
            $0["process.store_bypass"] = .text("thread force mitigated")
            $0["process.seccomp"] = .text("filter")
            $0["process.seccomp_filters"] = .integer(3)
            $0["process.traced"] = .flag(true)
            $0["cgroup.depth"] = .integer(2)
            $0["mitigation.mds"] = .text("Mitigation: Clear CPU buffers")
        }
        #expect(found["security modules"]?.what.contains("Each open is checked by apparmor.") == true)
        #expect(found["security modules"]?.advice?.contains("lsm=capability,landlock ") == true)
        #expect(found["auditing"]?.state == .noisy)
        #expect(found["BPF programs"]?.what.contains("raw tracepoint 2, tracing 1") == true)
        #expect(found["store bypass"]?.what.contains("thread force mitigated") == true)
        #expect(found["system-call filter"]?.what.contains("3 filter(s)") == true)
        #expect(found["tracer"]?.state == .limits)
        #expect(found["control groups"]?.what.contains("2 control groups deep") == true)
        #expect(found["mitigations"]?.what.contains("mds") == true)
    }
}
