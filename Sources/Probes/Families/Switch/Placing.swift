internal import CKernel
internal import Glibc

extension Probe {
    /// The same switch, which now takes the parameters `cpu` and `partner`, the CPUs of its two tasks, and `idle`, how
    /// deep an idle CPU may sleep meanwhile: `switch.pipe.process@cpu=0,partner=1,idle=1`.
    var placeable: Probe {
        replacing(vary: { parameters throws(Refusal) in try self.placed(parameters) })
    }

    private func placed(_ parameters: Parameters) throws(Refusal) -> Probe {
        var cpu: Int?
        var partner: Int?
        var idle = IdleDepth.governed
        for (name, value) in parameters.values {
            switch name {
            case "cpu": cpu = try Parameters.check(name, value, 0...1 << 16)
            case "partner": partner = try Parameters.check(name, value, 0...1 << 16)
            case "idle":
                guard let depth = IdleDepth(rawValue: value) else { throw Refusal("idle=\(value): wants 0, 1 or 2") }
                idle = depth
            default: throw Refusal("\(self.name) takes cpu, partner and idle, not '\(name)'")
            }
        }
        let depth = idle
        let (wantedCPU, wantedPartner) = (cpu, partner)
        return replacing(
            name: "\(name)@\(parameters.text)",
            cpus: wantedPartner.map { partner in wantedCPU.map { $0 == partner ? 1 : 2 } ?? 2 } ?? 1,
            prepare: { place in
                var moved = place
                moved.cpu = wantedCPU ?? place.cpu
                moved.partner = wantedPartner ?? moved.cpu
                guard k_pin(0, Int32(moved.cpu)) == 0 else {
                    throw Refusal("CPU \(moved.cpu) cannot be had: \(errorText())")
                }
                let release = try depth.hold(on: Set([moved.cpu, moved.partner]).sorted())
                let rig = try self.prepare(moved)
                let notes = moved.cpu == moved.partner ? [] : ["an idle CPU \(depth.words)"]
                return rig.adding(notes: notes, finish: release)
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

    /// Holds the depth until the closure that it gives back is called, or the worker ends, however it ends.
    func hold(on cpus: [Int]) throws -> () -> Void {
        switch self {
        case .governed: return {}
        case .shallow:
            let request = try Descriptor(opening: "/dev/cpu_dma_latency", O_WRONLY)
            var microseconds: Int32 = 0
            guard write(request.number, &microseconds, 4) == 4 else {
                request.close()
                throw Refusal("/dev/cpu_dma_latency takes no request: \(errorText())")
            }
            return request.close
        case .spinning:
            let spinners = try cpus.map { cpu in
                try Partner(.process, on: cpu) {
                    _ = k_become_idle_class()
                    while true { k_nothing() }
                }
            }
            return { spinners.forEach { $0.end() } }
        }
    }
}
