internal import Basics
internal import CKernel
internal import Counters
internal import Sampling

/// The share of making tasks that a profile shows in what manages PIDs: by samples of the CPU's clock and the call
/// chains in them, as `perf record -g` takes them.
struct PidProfile {
    private let profile: ClockProfile?
    private let refusal: String?

    /// What gives numbers out and takes them back. The last is how the kernel calls `put_pid` when nobody looks any
    /// more.
    private static let functions: Set<String> = ["alloc_pid", "free_pid", "free_pids", "put_pid", "delayed_put_pid"]

    /// Nanoseconds in which tasks are made.
    private static let enough: Int64 = 100_000_000

    /// Makes tasks for a tenth of a second, and takes samples of it. Where the kernel does not allow that, the refusal
    /// is kept for the reader.
    init(on cpu: Int, making once: () throws -> Void) throws {
        do {
            profile = try ClockProfile(of: PidProfile.functions, on: cpu) {
                let end = k_raw_ns() + PidProfile.enough
                while k_raw_ns() < end { try once() }
            }
            refusal = nil
        } catch let error as CounterRefusal {
            (profile, refusal) = (nil, error.description)
        }
    }

    var facts: [RowFact: Double] {
        guard let profile, let share = profile.share else { return [:] }
        return [.pidProfileShare: share, .pidProfileSamples: Double(profile.all)]
    }

    /// The same as a remark.
    var note: String {
        guard let profile, let share = profile.share else { return "no profile: \(refusal ?? "no samples were taken")" }
        return
            "of \(numbered(profile.all, "sample")) of the CPU's clock \(Format.percent(share)) lie in what manages "
            + "PIDs (alloc_pid, free_pid, put_pid)"
    }
}
