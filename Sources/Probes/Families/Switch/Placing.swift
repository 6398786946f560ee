internal import CKernel
internal import Glibc
internal import Sampling

extension Probe {
    /// The same switch, whose two tasks can be placed: `switch.pipe.process@cpu=0,partner=1,idle=1`.
    var placeable: Probe { placeable(takes: []) { _ in self } }

    /// The same, with parameters of its own in front.
    ///
    /// - Parameter vary: the probe for values of those, not yet placed.
    func placeable(takes own: [Parameter], vary: @escaping @Sendable (Values) throws -> Probe) -> Probe {
        replacing(
            takes: own + [
                Parameter("cpu", 0...1 << 16, default: nil, "CPU of the measured task; that of the run unless given"),
                Parameter("partner", 0...1 << 16, default: nil, "CPU of its partner; the same unless given"),
                Parameter(
                    "idle", 0...2, default: 0,
                    "how an idle CPU waits: 0 as the governor likes, 1 in a shallow state, 2 spinning"),
            ],
            vary: {
                try vary($0).placed(
                    cpu: $0[given: "cpu"], partner: $0[given: "partner"], IdleDepth(rawValue: $0["idle"]))
            })
    }

    private func placed(cpu: Int?, partner: Int?, _ depth: IdleDepth?) -> Probe {
        let depth = depth ?? .governed
        return replacing(
            cpus: partner.map { partner in cpu.map { $0 == partner ? 1 : 2 } ?? 2 } ?? 1,
            prepare: { place in
                var moved = place
                moved.cpu = cpu ?? place.cpu
                moved.partner = partner ?? moved.cpu
                let pinned = k_pin(0, Int32(moved.cpu))
                guard pinned == 0 else { throw Refusal("cannot pin to CPU \(moved.cpu): \(errorText(of: pinned))") }
                let notes = moved.cpu == moved.partner ? [] : ["an idle CPU \(depth.words)"]
                return try unwinding { cleanup in
                    try depth.hold(on: Set([moved.cpu, moved.partner]).sorted(), cleanup)
                    return try self.prepare(moved).adding(notes: notes, finish: cleanup.run)
                }
            })
    }
}

/// How deep a CPU may sleep while it waits for the other one.
enum IdleDepth: Int {
    /// As the machine's governor likes.
    case governed = 0
    /// Held awake enough by a request on /dev/cpu_dma_latency.
    case shallow = 1
    /// Not at all: a task of the lowest class spins on it.
    case spinning = 2

    var words: String {
        switch self {
        case .governed: "sleeps as deep as the governor likes"
        case .shallow: "is held shallow through /dev/cpu_dma_latency"
        case .spinning: "does not sleep: an idle-class task spins on it"
        }
    }

    /// Holds the depth until the list is run, or the worker ends, however it ends.
    func hold(on cpus: [Int], _ cleanup: Cleanup) throws {
        switch self {
        case .governed: break
        case .shallow:
            let request = try Descriptor(opening: "/dev/cpu_dma_latency", O_WRONLY)
            cleanup.add(request.close)
            var microseconds: Int32 = 0
            guard write(request.number, &microseconds, 4) == 4 else {
                throw Refusal("cannot write a request to /dev/cpu_dma_latency: \(errorText())")
            }
        case .spinning:
            for cpu in cpus {
                let spinner = try Partner(.process, on: cpu) {
                    _ = k_become_idle_class()
                    while true { k_nothing() }
                }
                cleanup.add(spinner.end)
            }
        }
    }
}
