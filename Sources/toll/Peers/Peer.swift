import Sampling

/// Another kit whose tests people know by name, and which rows answer them. Facts about it are of the version named.
enum Peer: String, CaseIterable {
    case lmbench, libmicro, lebench, perf, unixbench
    case stressNG = "stress-ng"

    /// The kit, with the version that was read.
    var title: String {
        switch self {
        case .lmbench: "lmbench 3"
        case .libmicro: "libMicro 0.4.1"
        case .lebench: "LEBench"
        case .perf: "perf bench"
        case .unixbench: "UnixBench 5.1.3"
        case .stressNG: "stress-ng"
        }
    }

    /// Its tests, in its own order, as far as they are about what the kernel charges.
    var tests: [PeerTest] {
        switch self {
        case .lmbench: lmbenchTests
        case .libmicro: libmicroTests
        case .lebench: lebenchTests
        case .perf: perfTests
        case .unixbench: unixbenchTests
        case .stressNG: stressTests
        }
    }
}

/// A test of another kit.
struct PeerTest: Encodable {
    /// What it is called there.
    let name: String
    /// The rows that answer it; none where none does.
    let rows: [RowName]
    /// What it counts that the rows do not, or why there are none.
    let note: String?

    /// A test that rows answer.
    init(_ name: String, _ rows: String..., note: String? = nil) {
        (self.name, self.note) = (name, note)
        self.rows = rows.map { RowName(stringLiteral: $0) }
    }

    /// One that none answers.
    init(_ name: String, none reason: String) { (self.name, rows, note) = (name, [], reason) }

    /// The same without rows of families that this program was built without.
    func among(_ families: Set<String>) -> PeerTest {
        let rows = rows.filter { families.contains($0.family) }
        let isLeftOut = rows.isEmpty && !self.rows.isEmpty
        return PeerTest(name: name, rows: rows, note: isLeftOut ? "this toll has no row for it" : note)
    }

    private init(name: String, rows: [RowName], note: String?) {
        (self.name, self.rows, self.note) = (name, rows, note)
    }
}

/// Reasons that several tests have.
enum NoRow {
    static let memory = "bandwidth and caches are not what the kernel charges; memory.dram.* gives the latency"
    static let compute = "no kernel in it"
    static let disk = "toll leaves disks out; io.file.* reads files from memory"
    static let library = "the C library's work, not the kernel's"
    static let load = "a load, not one operation: it has no count to be proved"
}
