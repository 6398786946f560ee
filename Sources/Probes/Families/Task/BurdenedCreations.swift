internal import Basics
internal import CKernel
internal import Glibc
internal import Sampling

/// fork from a parent that holds many of one thing, and exec of programs of any size. The parent's memory is
/// `create.fork@mib`.
let burdenedCreations: [Probe] = [forkWithMappings(1000), forkWithFiles(1000), exec(kibibytes: 0)]

private func forkWithMappings(_ count: Int) -> Probe {
    creation(
        "task.fork.mappings", "fork by a parent with \(numbered(count, "mapping")) beside its own, wait",
        stack: .copied, by: .lean,
        takes: [Parameter("mappings", 1...60_000, default: 1000, "mappings of a page that the parent has, untouched")],
        vary: { forkWithMappings($0["mappings"]) }
    ) { _ in
        let page = Int(getpagesize())
        let bytes = 2 * count * page
        let base = mmap(nil, bytes, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0)
        guard let base, base != MAP_FAILED else { throw Refusal("no room for mappings: \(errorText())") }
        // What lies between two of them keeps them apart.
        for index in 0..<count where mprotect(base + 2 * index * page, page, PROT_READ) != 0 {
            let reason = errorText()
            munmap(base, bytes)
            throw Refusal("\(numbered(index, "mapping")) instead of \(count): \(reason) (vm.max_map_count)")
        }
        let start = UInt(bitPattern: base)
        return Making(
            notes: ["as many again lie between them, which cannot be read"],
            copied: start..<start + UInt(bytes), finish: { munmap(base, bytes) }, once: forkAndReap)
    }
}

private func forkWithFiles(_ count: Int) -> Probe {
    creation(
        "task.fork.files", "fork by a parent with \(numbered(count, "open file")) beside its own, wait",
        stack: .copied, by: .lean,
        takes: [Parameter("files", 1...1_000_000, default: 1000, "files that the parent has open")],
        vary: { forkWithFiles($0["files"]) }
    ) { _ in
        try unwinding { cleanup in
            guard Limits.openFiles(count + 256) >= count + 256 else { throw Refusal(Limits.files) }
            let null = try cleanup.keep(Descriptor(opening: "/dev/null", O_RDONLY), Descriptor.close)
            for _ in 1..<max(2, count) {
                let copy = fcntl(null.number, F_DUPFD_CLOEXEC, 0)
                guard copy >= 0 else { throw Refusal("no \(count) open files: \(errorText())") }
                cleanup.add { close(copy) }
            }
            return Making(finish: cleanup.run, once: forkAndReap)
        }
    }
}

private func exec(kibibytes: Int) -> Probe {
    creation(
        "task.exec", "fork and exec of a static program that ends at once", stack: .program, by: .lean,
        takes: [
            Parameter("kib", 0...262_144, default: 0, "KiB of the program's file, which it has mapped but not touched")
        ],
        vary: { exec(kibibytes: $0["kib"]) }
    ) { _ in
        let file = try ShortestProgram(padding: kibibytes << 10)
        let program = Program(file.path)
        return Making(finish: {
            program.free()
            file.close()
        }) { try program.run() }
    }
}
