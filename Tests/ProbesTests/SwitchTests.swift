import CKernel
import Glibc
import Sampling
import Testing

@testable import Probes

/// Every row of the family is set up, run and taken down in this process, and held against what it declares.
@Suite(.serialized)
struct SwitchTests {
    @Test(arguments: Catalog.probes.filter { $0.family == "switch" }.map(\.name))
    func switchesAsDeclared(_ name: String) throws {
        let probe = try #require(Catalog.probes.first { $0.name == name })
        let seen = try onThreadOfItsOwn { place throws -> Sighting? in
            if let reason = probe.missing(at: place) {
                print("\(name) is skipped: \(reason)")
                return nil
            }
            let descriptors = names(in: "/proc/thread-self/fd")
            var sighting: Sighting
            do {
                let rig = try probe.prepare(place)
                sighting = try watch(rig, hops: probe.operationsPerIteration)
                rig.finish()
            } catch let refusal as Refusal {
                print("\(name) is skipped: \(refusal)")
                return nil
            }
            sighting.descriptorsLeft = names(in: "/proc/thread-self/fd").subtracting(descriptors)
            sighting.childrenLeft = textOf("/proc/thread-self/children")
            return sighting
        }
        guard let seen else { return }
        print("\(name): \(seen.switches) switches a hop, baseline \(seen.baselineSwitches)")
        #expect(abs(seen.switches - 1) <= 0.01)
        #expect(seen.baselineSwitches <= 0.01)
        #expect(seen.descriptorsLeft.isEmpty)
        #expect(seen.childrenLeft.isEmpty)
        #expect(seen.tasksLeft.isEmpty)
    }
}

/// What was seen of one probe.
struct Sighting {
    var switches = 0.0
    var baselineSwitches = 0.0
    var descriptorsLeft: Set<String> = []
    var childrenLeft = ""
    var tasksLeft: [Int32] = []
}

/// Runs the loops and counts the switches of all tasks that take part, each from its own status file.
private func watch(_ rig: Rig, hops: Int) throws -> Sighting {
    var sighting = Sighting()
    let rounds = max(1, 10_000 / hops)
    try rig.loop(max(1, rounds / 10))
    let before = switches(rig)
    try rig.loop(rounds)
    let between = switches(rig)
    sighting.switches = Double(between - before) / Double(rounds * hops)
    if let baseline = rig.baseline {
        try baseline(1)
        let before = switches(rig)
        try baseline(rounds)
        sighting.baselineSwitches = Double(switches(rig) - before) / Double(rounds * hops)
    }
    return sighting
}

/// The switches of the caller and of all partners so far.
private func switches(_ rig: Rig) -> Int {
    ([(getpid(), k_gettid())] + rig.partners.map { ($0.process, $0.task) }).reduce(0) { sum, task in
        let status = textOf("/proc/\(task.0)/task/\(task.1)/status")
        return status.split(separator: "\n").reduce(sum) { sum, line in
            line.contains("ctxt_switches") ? sum + (Int(line.split(separator: "\t").last ?? "") ?? 0) : sum
        }
    }
}

/// The text of a file of proc, empty where there is none.
func textOf(_ path: String) -> String {
    let file = open(path, O_RDONLY | O_CLOEXEC)
    guard file >= 0 else { return "" }
    defer { close(file) }
    var bytes = [UInt8](repeating: 0, count: 1 << 16)
    let count = read(file, &bytes, bytes.count)
    return String(decoding: bytes.prefix(max(0, count)), as: UTF8.self)
}

/// The names in a folder. The descriptor that reads it is not among them.
func names(in folder: String) -> Set<String> {
    guard let stream = opendir(folder) else { return [] }
    defer { closedir(stream) }
    var names: Set<String> = []
    while let entry = readdir(stream) {
        let name = withUnsafePointer(to: &entry.pointee.d_name) {
            $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
        }
        if name != "\(dirfd(stream))" { names.insert(name) }
    }
    return names
}
