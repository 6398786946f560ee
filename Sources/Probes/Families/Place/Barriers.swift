internal import CKernel
internal import Sampling

/// membarrier, each command that the kernel has. What the barrier is to reach is every other CPU that runs a thread of
/// the process; alone, there is none.
let barriers: [Probe] = [
    .entering("place.membarrier.query", "membarrier asks what there is") { _ in
        let query = SystemCall(
            "membarrier", k_nr_membarrier, Int(k_membarrier_query),
            answers: Int(k_membarrier(Int32(k_membarrier_query))))
        return try .calling(query)
    },

    // It waits until every CPU has been through the scheduler, so whether and how often it sleeps is the kernel's.
    Probe(
        "place.membarrier.global", "membarrier for all tasks, which waits until every CPU has switched", per: "barrier",
        does: [.syscalls: 1], needs: [.barrier(.global)], isDefault: false
    ) { _ in try .calling(Command.global.call) },

    .entering(
        "place.membarrier.global.expedited",
        "membarrier for all tasks that asked to be reached, of which there are none",
        per: "barrier", needs: [.barrier(.globalExpedited)]
    ) { _ in try .calling(Command.globalExpedited.call) },

    .alone("private", .private), .alone("core", .syncCore), .alone("rseq", .rseq),
    .across("private", .private), .across("core", .syncCore), .across("rseq", .rseq),
]

/// A command of membarrier's, and the one that must come before it.
private enum Command: String {
    case global, globalExpedited, `private`, syncCore, rseq

    var number: Int32 {
        switch self {
        case .global: Int32(k_membarrier_global)
        case .globalExpedited: Int32(k_membarrier_global_expedited)
        case .private: Int32(k_membarrier_private)
        case .syncCore: Int32(k_membarrier_sync_core)
        case .rseq: Int32(k_membarrier_rseq)
        }
    }

    var registration: Int32? {
        switch self {
        case .global, .globalExpedited: nil
        case .private: Int32(k_membarrier_register_private)
        case .syncCore: Int32(k_membarrier_register_sync_core)
        case .rseq: Int32(k_membarrier_register_rseq)
        }
    }

    var words: String {
        switch self {
        case .global: "MEMBARRIER_CMD_GLOBAL"
        case .globalExpedited: "MEMBARRIER_CMD_GLOBAL_EXPEDITED"
        case .private: "MEMBARRIER_CMD_PRIVATE_EXPEDITED"
        case .syncCore: "MEMBARRIER_CMD_PRIVATE_EXPEDITED_SYNC_CORE"
        case .rseq: "MEMBARRIER_CMD_PRIVATE_EXPEDITED_RSEQ"
        }
    }

    var call: SystemCall { SystemCall(words, k_nr_membarrier, Int(number)) }

    func register() throws {
        guard let registration else { return }
        let result = k_membarrier(registration)
        guard result == 0 else { throw Refusal("\(words) cannot be registered: \(errorText(of: result))") }
    }
}

extension Need {
    fileprivate static func barrier(_ command: Command) -> Need {
        Need(command.words) { _ in
            let known = k_membarrier(Int32(k_membarrier_query))
            guard known >= 0 else { return .unsupported("the kernel has no membarrier: \(errorText(of: known))") }
            return known & command.number != 0
                ? nil : .unsupported("the kernel does not offer \(command.words)")
        }
    }
}

extension Probe {
    /// By a process of one running thread.
    fileprivate static func alone(_ variant: String, _ command: Command) -> Probe {
        .entering(
            "place.membarrier.\(variant)", "\(command.words), with no other thread running", per: "barrier",
            needs: [.barrier(command)]
        ) { _ in
            try command.register()
            return try .calling(command.call)
        }
    }

    /// While a second thread runs on another CPU, which is interrupted each time.
    fileprivate static func across(_ variant: String, _ command: Command) -> Probe {
        Probe(
            "place.membarrier.\(variant).cross", "\(command.words), with a thread running on another CPU",
            per: "barrier", net: "reaching the other CPU", operationsPerIteration: longRound, does: [.syscalls: 1],
            cpus: 2, needs: [.twoCPUs, .barrier(command)], tasks: 2, isDefault: false
        ) { place in
            try command.register()
            return try whileAnotherRuns(at: place.across, command.call)
        }
    }
}

/// A call while a thread of this process runs on the other CPU. The baseline is the same call while it sleeps. That the
/// other CPU is interrupted, the kernel's count of interrupts has to show beforehand.
private func whileAnotherRuns(at place: Place, _ call: SystemCall) throws -> Rig {
    try unwinding { cleanup in
        let runner = try Runner(on: place.partner, cleanup)
        func repeated(_ n: Int) throws {
            guard n > 0 else { return }
            runner.run(true)
            defer { runner.run(false) }
            for _ in 0..<n { try call.call() }
        }
        try call.tryOut()
        let notes = try interrupts(of: place.partner) { try repeated(100) }
        return Rig(
            partners: [runner.partner], notes: notes,
            baseline: { n in for _ in 0..<n * longRound { try call.call() } },
            finish: cleanup.run, loop: { n in try repeated(n * longRound) })
    }
}

/// Barriers in an iteration: so many that the calls that have the other thread run, and stop, are less than one in a
/// hundred.
private let longRound = 1024

/// Whether a hundred operations interrupt a CPU a hundred times, as /proc/interrupts has it: a remark.
///
/// - Throws: a `Refusal` where they do not, in the best of several tries.
func interrupts(of cpu: Int, by hundred: () throws -> Void) throws -> [String] {
    guard let count = try? InterruptCount(of: .call, on: cpu) else {
        return ["whether the other CPU was interrupted was not proved: /proc/interrupts does not list such calls"]
    }
    defer { count.close() }
    var most = 0
    // Whoever else wants the other CPU displaces the thread that is to be interrupted there.
    for _ in 0..<20 {
        let before = try count.read()
        try hundred()
        most = max(most, try count.read() - before)
        if most >= 100 { return ["100 of them interrupted the other CPU \(most) times (/proc/interrupts)"] }
    }
    throw Refusal("100 barriers interrupted the other CPU \(most) times: it was not reached")
}
