import CKernel
import Counters
import Machine
import Probes

/// Where a run takes place on this machine.
struct Setting {
    /// What was read of the machine.
    let survey: Survey
    /// The CPUs and the memory that probes get.
    var place: Place
    /// The CPU for toll itself, where there is one to spare.
    var housekeeping: Int?
    /// How many tasks may be alive at once, where that is limited.
    var capacity: Int?

    /// Chooses CPUs from those allowed: `cpu` if it is given.
    ///
    /// - Throws: `Complaint` when `cpu` is not among them.
    init(_ survey: Survey, cpu wanted: Int? = nil) throws {
        self.survey = survey
        let topology = survey.topology
        guard let cpu = wanted ?? topology.measuringCPU ?? topology.allowed.first else {
            throw Complaint("this process may run on no CPU that is known")
        }
        guard topology.allowed.contains(cpu) else {
            let allowed = topology.allowed.map(String.init).joined(separator: ", ")
            throw Complaint("CPU \(cpu) may not be used here; these may: \(allowed)")
        }
        let other = topology.housekeepingCPU(beside: cpu)
        // Two probes of memory may be set up at once, and neither may drive the machine to its limit.
        place = Place(
            cpu: cpu, otherCPU: other, cpus: [cpu] + topology.allowed.filter { $0 != cpu },
            lastLevelCache: topology.lastLevelCacheBytes,
            memory: survey.availableMemory.map { $0 / 4 } ?? 1 << 30)
        housekeeping = other
        capacity = survey.roomForTasks
    }

    /// What is found out on the CPU that is measured, before there are workers: the core's own clock, and how much work
    /// it does in a time. This process goes back to where it was.
    func lookAtCore(by clock: Clock) -> (clock: Result<CoreClock, CoreClock.Refusal>, place: Place) {
        _ = k_pin(0, Int32(place.cpu))
        defer { stepAside() }
        return (
            Result { () throws(CoreClock.Refusal) in try CoreClock.calibrated(with: clock) }, place.withWorkRate
        )
    }

    /// Takes this process out of the way of what is measured.
    func stepAside() {
        if let housekeeping { _ = k_pin(0, Int32(housekeeping)) }
    }
}

/// Something that a person got wrong, or that is not available: one line, exit status 1.
struct Complaint: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) { self.description = description }
}
