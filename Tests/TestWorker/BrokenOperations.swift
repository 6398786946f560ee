internal import CKernel
internal import Glibc
internal import Probes
internal import Sampling

/// Single operations that are broken on purpose: each must be caught.
let brokenOperations: [Probe] = [
    Probe("broken.fault", "a page that was written to before, declared as missing", per: "page", does: [.pageFaults: 1])
    {
        _ in
        var page: UnsafeMutableRawPointer?
        guard k_shared(4096, &page) == 0, let page else { throw Refusal("no memory") }
        return Rig { n in for _ in 0..<n { k_write_pages(page, 1, 4096) } }
    },

    Probe("broken.map", "memory that is mapped and never unmapped", per: "mapping", does: [.syscalls: 2]) { _ in
        Rig { n in
            for _ in 0..<n where mmap(nil, 4096, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) == MAP_FAILED {
                throw OperationFailed("no memory")
            }
        }
    },

    Probe("broken.file", "a file that is opened twice for each close", per: "file", does: [.syscalls: 2]) { _ in
        Rig { n in
            for _ in 0..<n {
                let file = k_open("/dev/null", O_RDONLY, 0)
                _ = close(k_open("/dev/null", O_RDONLY, 0))
                close(file)
            }
        }
    },
]
