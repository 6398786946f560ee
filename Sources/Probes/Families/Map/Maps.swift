internal import CKernel
internal import Glibc
internal import Sampling

/// Calls that change what a process's addresses mean.
let mapProbes: [Probe] =
    [
        mapAndUnmap(isTouched: false), mapAndUnmap(isTouched: true),

        Probe(
            "map.mprotect", "mprotect of a page in use, to read-only and back", per: "call",
            operationsPerIteration: 2, does: calls(1), isDefault: false
        ) { _ in
            try unwinding { cleanup in
                let page = try cleanup.keep(LonePage(), LonePage.free)
                return Rig(finish: cleanup.run) { n in
                    for _ in 0..<n {
                        guard mprotect(page.base, Pages.size, PROT_READ) == 0,
                            mprotect(page.base, Pages.size, PROT_READ | PROT_WRITE) == 0
                        else { throw OperationFailed("mprotect: \(errorText())") }
                    }
                }
            }
        },

        Probe(
            "map.brk", "brk, which lets the heap grow by a page and shrink again", per: "call",
            operationsPerIteration: 2, does: calls(1), isDefault: false
        ) { _ in
            let note =
                "how many mappings the process has matters too, by up to 2×: for some numbers the kernel rebuilds its "
                + "tree of them each time"
            return Rig(notes: [note]) { n in
                // Wherever the C library has put it by now. It does not allocate meanwhile.
                let end = k_break(0)
                for _ in 0..<n {
                    let grown = k_break(end + UInt(Pages.size))
                    guard k_break(end) == end, grown == end + UInt(Pages.size) else {
                        throw OperationFailed("brk left the heap as it was")
                    }
                }
            }
        },

        Probe(
            "map.mremap", "mremap of a page in use to another address", per: "call", operationsPerIteration: 2,
            does: calls(1), isDefault: false
        ) { _ in
            try unwinding { cleanup in
                // Two places with nothing between them, and nothing but the page in one of them.
                let places = try cleanup.keep(Pages(4), Pages.free)
                let (here, there) = (places.base, places.base + 2 * Pages.size)
                places.write(1)
                return Rig(finish: cleanup.run) { n in
                    for _ in 0..<n {
                        guard k_move_mapping(here, Pages.size, there) == 0,
                            k_move_mapping(there, Pages.size, here) == 0
                        else { throw OperationFailed("mremap: \(errorText())") }
                    }
                    // What somebody maps meanwhile could lie in the gap, and the next move would take its place.
                    let kept = mmap(
                        there, Pages.size, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED | MAP_NORESERVE, -1, 0)
                    guard kept == there else { throw OperationFailed("mmap: \(errorText())") }
                }
            }
        },

        Probe(
            "map.madvise", "madvise that gives a page back which is not there", per: "call", does: calls(1),
            isDefault: false
        ) { _ in
            try unwinding { cleanup in
                let page = try cleanup.keep(Pages(1), Pages.free)
                return Rig(finish: cleanup.run) { n in for _ in 0..<n { try page.giveBack() } }
            }
        },
    ] + [shootdownProbe]

/// What mapping memory is followed over.
let mapSweeps: [Sweep] = [
    Sweep(
        "map", "what mapping memory costs by its size, touched and not", of: ["map.mmap", "map.mmap.touched"],
        over: [Sweep.Axis("bytes", [4 << 10, 64 << 10, 2 << 20])])
]

/// Both calls are one operation: neither goes without the other.
private func mapAndUnmap(isTouched: Bool, bytes: Int = 4 << 10) -> Probe {
    Probe(
        isTouched ? "map.mmap.touched" : "map.mmap",
        "mmap and munmap of \(bytes >> 10) KiB" + (isTouched ? ", every page of it written to" : ""), per: "mapping",
        does: calls(2, faults: isTouched ? Double(bytes / Pages.size) : 0),
        needs: [.memory { _ in bytes }], isDefault: false,
        takes: [
            Parameter(
                "bytes", Pages.size...1 << 30, multipleOf: Pages.size, default: 4 << 10, isBytes: true,
                "bytes of a mapping")
        ],
        vary: { mapAndUnmap(isTouched: isTouched, bytes: $0["bytes"]) }
    ) { _ in
        // A huge page would be one fault.
        let result = k_refuse_huge_pages(1)
        guard result == 0 else { throw Refusal("huge pages cannot be switched off: \(errorText(of: result))") }
        return Rig(finish: { _ = k_refuse_huge_pages(0) }) { n in
            for _ in 0..<n {
                let made = mmap(nil, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)
                guard let made, made != MAP_FAILED else { throw OperationFailed("mmap: \(errorText())") }
                if isTouched { k_write_pages(made, bytes / Pages.size, Pages.size) }
                guard munmap(made, bytes) == 0 else { throw OperationFailed("munmap: \(errorText())") }
            }
        }
    }
}

/// A page in use with nothing mapped on either side, so that no change of it joins or parts mappings.
struct LonePage {
    let base: UnsafeMutableRawPointer

    init() throws {
        let made = mmap(nil, 3 * Pages.size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)
        guard let made, made != MAP_FAILED else { throw Refusal("no memory for a page: \(errorText())") }
        base = made + Pages.size
        munmap(made, Pages.size)
        munmap(base + Pages.size, Pages.size)
        k_write_pages(base, 1, Pages.size)
    }

    func free() { munmap(base, Pages.size) }
}
