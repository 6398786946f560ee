import CKernel

/// The CPUs that the calling thread may run on, ascending; nil when the kernel does not say.
public func affinityMask() -> [Int]? {
    var cpus = [Int32](repeating: 0, count: CPUList.limit)
    let count = k_allowed_cpus(0, &cpus, Int32(cpus.count))
    return count < 0 ? nil : cpus.prefix(Int(count)).map { Int($0) }
}
