internal import CKernel
internal import Glibc
internal import Probes
import Sampling
internal import SwiftModels

/// What every probe of the catalog owes: set up, run and taken down, it leaves nothing behind.
enum Contract {
    /// Says in one line what is left, or why the probe cannot run: exit status 0 for nothing, 1 for something, 77 for
    /// skipped.
    static func check(_ name: String) -> Int32 {
        guard let probe = Catalog.all.first(where: { $0.name.text == name }) else { return say("no such probe", 64) }
        var cpus = [Int32](repeating: 0, count: 1024)
        let allowed = Int(k_allowed_cpus(0, &cpus, Int32(cpus.count)))
        guard allowed > 0 else { return say("no CPU", 77) }
        // A small cache keeps the probes of memory short.
        let place = Place(
            cpu: Int(cpus[0]), otherCPU: allowed > 1 ? Int(cpus[1]) : nil, lastLevelCache: 1 << 20)
        guard k_pin(0, cpus[0]) == 0 else { return say("CPU \(cpus[0]) is not available", 77) }
        if let lack = probe.missing(at: place) { return say(lack.reason, 77) }
        do {
            // The C library and Dispatch keep some of what they made for the first time, which may be as late as in the
            // second run. What a probe leaves behind is there after each.
            var leftovers: [String] = []
            try runOnce(probe, place)
            for _ in 0..<3 {
                let before = (descriptors(), tasks())
                try runOnce(probe, place)
                let left = (descriptors(), tasks())
                if before == left { leftovers = []; break }
                leftovers.append("descriptors \(before.0), then \(left.0); threads \(before.1), then \(left.1)")
            }
            if let last = leftovers.last { return say(last, 1) }
            // No child at all, not even one that waits to be reaped.
            guard waitpid(-1, nil, WNOHANG) < 0, errno == ECHILD else { return say("a child is left", 1) }
            return say("nothing is left", 0)
        } catch let refusal as Refusal {
            return say("\(refusal)", 77)
        } catch {
            return say("\(error)", 1)
        }
    }

    private static func runOnce(_ probe: Probe, _ place: Place) throws {
        let rig = try probe.prepare(place)
        defer { rig.finish() }
        guard (rig.baseline == nil) == (probe.subject.netMeans == nil) else {
            throw OperationFailed("it does not say what its net figure leaves, or says so without a baseline")
        }
        for n in [0, 1, 2, 20] { try rig.loop(n) }
        if let baseline = rig.baseline { for n in [0, 1, 2, 20] { try baseline(n) } }
        for n in [1, 2] { try rig.loop(n) }
    }

    private static func descriptors() -> [Int32] {
        (0..<256).filter { fcntl($0, F_GETFD) >= 0 }
    }

    private static func tasks() -> Int {
        guard let stream = opendir("/proc/self/task") else { return 0 }
        defer { closedir(stream) }
        var count = 0
        while readdir(stream) != nil { count += 1 }
        return count
    }

    private static func say(_ line: String, _ status: Int32) -> Int32 {
        puts(line)
        return status
    }
}
