import ArgumentParser
import Basics
import Glibc
import Machine
import Probes
import Sampling

/// `toll doctor --gate`: the first step of a job that judges.
struct DoctorGate {
    /// How long the CPU is watched: ticks are a hundredth of a second, so this sees half a percent.
    private static let seconds: UInt32 = 2
    /// The exit status where the machine is too noisy; 1 and 2 are those of a comparison.
    private static let noisy: Int32 = 3

    private struct Report: Encodable {
        var cpu: Int
        var isQuiet: Bool
        var reasons: [String]
        var seen: Quietness
    }

    /// Watches the CPU that a run would measure on, says what it saw, and ends the command with status 3 if that is
    /// too much.
    static func run(_ survey: Survey, asJSON: Bool) throws {
        let cpu = try Setting(survey).place.cpu
        let watched = CPUShares(cpu: cpu)
        sleep(seconds)
        let (steal, foreign, _) = watched.shares()
        let quota = Fingerprint.read(survey)["cgroup.cpus"]?.number
        let seen = Quietness(stealShare: steal, foreignShare: foreign, quota: quota)
        let reasons = seen.reasons
        if asJSON {
            print(try toll.json(Report(cpu: cpu, isQuiet: reasons.isEmpty, reasons: reasons, seen: seen)))
        } else if reasons.isEmpty {
            let shares = [("stolen", steal), ("for other tasks", foreign)].compactMap { name, share in
                share.map { "\(Format.percent($0)) of its time \(name)" }
            }
            print("CPU \(cpu) is quiet enough to judge: \(shares.joined(separator: ", "))")
        } else {
            for reason in reasons { print("CPU \(cpu) is too noisy to judge: \(reason)") }
        }
        if !reasons.isEmpty { throw ExitCode(noisy) }
    }
}
