import CKernel
import Glibc
import Support
import Testing

@testable import Counters

/// Samples of the CPU's clock, where the kernel lets this process take them.
@Suite(.serialized, .inTurn) struct ClockProfileTests {
    /// Runs `work` on a CPU under a profile; nil where that is not allowed, which is told.
    private func profile(of functions: Set<String>, during work: () throws -> Void) throws -> ClockProfile? {
        var cpus = [Int32](repeating: 0, count: 1024)
        let count = Int(k_allowed_cpus(0, &cpus, 1024))
        guard count > 0, k_pin(0, cpus[0]) == 0 else { return nil }
        var all = cpu_set_t()
        withUnsafeMutableBytes(of: &all) { bytes in
            for cpu in cpus[..<count] { bytes[Int(cpu) / 8] |= 1 << UInt8(cpu % 8) }
        }
        defer { sched_setaffinity(0, MemoryLayout<cpu_set_t>.size, &all) }
        do {
            return try ClockProfile(of: functions, on: Int(cpus[0]), during: work)
        } catch let refusal as CounterRefusal {
            print("no profile: \(refusal)")
            #expect(!refusal.reason.isEmpty)
            return nil
        }
    }

    private func spend(_ work: () -> Void) {
        let end = Clock.raw() + 60_000_000
        while Clock.raw() < end { work() }
    }

    @Test func callsAreFoundInWhatTheyLeadTo() throws {
        let seen = try profile(of: ["proc_pid_status"]) {
            spend {
                let file = open("/proc/self/status", O_RDONLY)
                var bytes = [UInt8](repeating: 0, count: 4096)
                _ = read(file, &bytes, bytes.count)
                close(file)
            }
        }
        guard let seen else { return }
        #expect(seen.all > 100 && seen.inside > 0 && seen.inside < seen.all, "\(seen)")
    }

    @Test func whatIsNotCalledIsNotFound() throws {
        guard let seen = try profile(of: ["proc_pid_status"], during: { spend {} }) else { return }
        #expect(seen.all > 100 && seen.inside == 0, "\(seen)")
    }

    @Test func functionsThatTheKernelHasNotAreRefused() throws {
        #expect(try profile(of: ["no_such_function_of_any_kernel"], during: {}) == nil)
    }
}
