public import Probes
internal import Sampling

/// What needs packages that a bare guest has not: the same events, served by Swift's own concurrency.
package let swiftModel = IOModelEntry("io.swift", "one thread, SwiftNIO's event loop, a Swift task a connection") {
    SwiftConnections($0)
}.with(isDefault: true, tasks: { _ in 1 })

extension Catalog {
    /// Every probe of the program: those that run anywhere, and those that need packages, each in its family.
    public static let all: [Probe] = probes.joined(with: [swiftModel.probe(Workload())])

    /// Every sweep, with these probes in it.
    public static let allSweeps: [Sweep] = sweeps.map { $0.name == "io" ? $0.adding([swiftModel.name]) : $0 }
}

extension [Probe] {
    /// The same with more, each behind the last of its family.
    func joined(with more: [Probe]) -> [Probe] {
        more.reduce(into: self) { all, probe in
            let place = all.lastIndex { $0.name.family == probe.name.family } ?? all.count - 1
            all.insert(probe, at: place + 1)
        }
    }
}
