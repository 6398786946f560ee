internal import CKernel
internal import Glibc
internal import Sampling

/// Calls on files, through the C library as programs make them, all in a tmpfs that the worker has to itself.
let fileCallProbes: [Probe] = pathProbes + changingProbes + descriptorProbes + transferProbes

/// What the calls on a path are followed over, and those that move bytes.
let fileCallSweeps: [Sweep] = [
    Sweep(
        "path", "what a path costs by the names in it", of: ["file.open", "file.stat", "file.access"],
        over: [Sweep.Axis("depth", [1, 2, 4, 8, 16])]),
    Sweep(
        "transfer", "what reading and writing a file costs by the bytes", of: ["file.pread", "file.pwrite"],
        over: [Sweep.Axis("bytes", [1, 64, 512, 4096, 16 << 10, 64 << 10])]),
]

/// Calls that find a file by its path.
private let pathProbes: [Probe] = [
    onPath("file.open", "open and close of a file", per: "open and close", calls: 2) { path in
        let file = k_open(path, O_RDONLY, 0)
        return file < 0 ? file : outcome(close(file))
    },
    onPath("file.openat2", "openat2 and close of a file", per: "open and close", calls: 2) { path in
        let file = k_openat2(path, O_RDONLY)
        return file < 0 ? file : outcome(close(file))
    },
    onPath("file.stat", "stat of a file", per: "call", calls: 1) { path in
        var about = stat()
        return outcome(stat(path, &about))
    },
    onPath("file.statx", "statx of a file", per: "call", calls: 1) { path in
        var about = statx()
        return k_statx(path, &about)
    },
    onPath("file.access", "access to a file, asked for reading", per: "call", calls: 1) { path in
        outcome(access(path, R_OK))
    },
    onPath("file.readlink", "readlink of a symbolic link", per: "call", calls: 1, made: makeLink) { path in
        var text: (UInt64, UInt64) = (0, 0)
        return withUnsafeMutableBytes(of: &text) { place in
            // The link says `target`.
            outcome(readlink(path, place.baseAddress!, place.count), of: 6)
        }
    },
    onPath(
        "file.create", "a file made, closed and removed: open, close, unlink", per: "file", calls: 3, made: { _ in }
    ) { path in
        let file = k_open(path, O_WRONLY | O_CREAT | O_EXCL, 0o600)
        if file < 0 { return file }
        let closed = outcome(close(file))
        return closed != 0 ? closed : outcome(unlink(path))
    },
]

private func makeLink(_ path: UnsafePointer<CChar>) throws {
    guard symlink("target", path) == 0 else { throw Refusal("no symbolic link: \(errorText())") }
}

private func makeFile(_ path: UnsafePointer<CChar>) throws {
    let file = k_open(path, O_WRONLY | O_CREAT, 0o600)
    guard file >= 0 else { throw Refusal("no file: \(errorText(of: file))") }
    close(file)
}

/// Calls that change a folder or tell what is in it.
private let changingProbes: [Probe] = [
    inFolder("file.rename", "rename of a file to another name", per: "call", operationsPerIteration: 2, calls: 1) {
        cleanup in
        let here = try cleanup.keep(Path(ofFile: 0, depth: 1), Path.forget).text
        let there = try cleanup.keep(Path(depth: 1, "g"), Path.forget).text
        return Rig { n in
            for _ in 0..<n where rename(here, there) != 0 || rename(there, here) != 0 {
                throw OperationFailed("rename: \(errorText())")
            }
        }
    },

    inFolder(
        "file.getdents", "getdents of a folder of 16 files, from its beginning", per: "reading",
        net: "the reading without the lseek to the beginning", calls: 2
    ) { cleanup in
        for index in 0..<16 {
            let path = try Path(depth: 1, "entry-\(index)")
            defer { path.forget() }
            try makeFile(path.text)
        }
        let folder = try cleanup.keep(Descriptor(opening: ".", O_RDONLY | O_DIRECTORY), Descriptor.close)
        let bytes = 4096
        let place = UnsafeMutableRawPointer.allocate(byteCount: bytes, alignment: 8)
        cleanup.add { place.deallocate() }
        lseek(folder.number, 0, SEEK_SET)
        let expected = k_entries(folder.number, place, bytes)
        // 18 entries with the folder itself and the one above, of 24 bytes and more.
        guard expected > 18 * 24 else { throw Refusal("the folder does not hold what was put there") }
        return Rig(
            baseline: { n in
                for _ in 0..<n where lseek(folder.number, 0, SEEK_SET) != 0 { throw OperationFailed("lseek") }
            }
        ) { n in
            for _ in 0..<n
            where lseek(folder.number, 0, SEEK_SET) != 0 || k_entries(folder.number, place, bytes) != expected {
                throw OperationFailed("getdents: \(errorText())")
            }
        }
    },
]

/// A call on the path of a file, and how deep that lies.
private func onPath(
    _ name: RowName, _ summary: String, per operation: String, calls count: Double, depth: Int = 1,
    made make: @escaping @Sendable (UnsafePointer<CChar>) throws -> Void = makeFile,
    call: @escaping @Sendable (UnsafePointer<CChar>) -> Int32
) -> Probe {
    Probe(
        name, summary, per: operation, does: calls(count), needs: [.privateFolder], isDefault: false,
        takes: [Parameter("depth", 1...16, default: 1, "names in the path, of folders all but the last")],
        vary: { values in
            onPath(name, summary, per: operation, calls: count, depth: values["depth"], made: make, call: call)
        }
    ) { _ in
        try unwinding { cleanup in
            _ = try cleanup.keep(PrivateFolder(), PrivateFolder.leave)
            let path = try cleanup.keep(Path(depth: depth), Path.forget).text
            try make(path)
            return Rig(finish: cleanup.run) { n in
                for _ in 0..<n {
                    let result = call(path)
                    guard result == 0 else { throw OperationFailed("\(name): \(errorText(of: result))") }
                }
            }
        }
    }
}

/// A row that needs the private folder; `make` gives its loops.
func inFolder(
    _ name: RowName, _ summary: String, per operation: String, net: String? = nil, operationsPerIteration: Int = 1,
    calls count: Double, takes parameters: [Parameter] = [], vary: (@Sendable (Values) throws -> Probe)? = nil,
    make: @escaping @Sendable (Cleanup) throws -> Rig
) -> Probe {
    Probe(
        name, summary, per: operation, net: net, operationsPerIteration: operationsPerIteration, does: calls(count),
        needs: [.privateFolder], isDefault: false, takes: parameters, vary: vary
    ) { _ in
        try unwinding { cleanup in
            _ = try cleanup.keep(PrivateFolder(), PrivateFolder.leave)
            return try make(cleanup).adding(notes: [], finish: cleanup.run)
        }
    }
}

/// What a call of the C library returned, 0 or -1: 0, or a negated error number.
@inline(__always)
func outcome(_ result: Int32) -> Int32 { result == 0 ? 0 : -errno }
