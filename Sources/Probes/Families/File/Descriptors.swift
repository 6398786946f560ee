internal import Basics
internal import CKernel
internal import Glibc
internal import Sampling

/// Calls on a descriptor, and those that make one.
let descriptorProbes: [Probe] = [
    onFile("file.fstat", "fstat of an open file") { file in
        var about = stat()
        return outcome(fstat(file, &about))
    },
    onFile("file.fcntl", "fcntl, asked for an open file's flags") { file in min(0, k_file_flags(file)) },
    onFile("file.lseek", "lseek to the beginning of an open file") { file in
        lseek(file, 0, SEEK_SET) == 0 ? 0 : -errno
    },
    onFile("file.dup", "dup of an open file, and close", per: "dup and close", calls: 2) { file in
        let copy = dup(file)
        return copy < 0 ? -errno : outcome(close(copy))
    },

    making("file.pipe", "a pipe made and closed: pipe, close, close", per: "pipe", calls: 3) { ends in
        let made = outcome(pipe(ends))
        return made != 0 ? made : closePair(ends)
    },
    making(
        "file.socketpair", "a pair of UNIX sockets made and closed: socketpair, close, close", per: "pair", calls: 3
    ) { ends in
        let made = outcome(socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0, ends))
        return made != 0 ? made : closePair(ends)
    },
    making("file.memfd", "a file of memory made and closed: memfd_create, close", per: "file", calls: 2) { _ in
        let made = k_memory_file("toll")
        return made < 0 ? made : outcome(close(made))
    },
]

/// Calls that move bytes between memory and a file.
let transferProbes: [Probe] = [transfer(isWrite: false), transfer(isWrite: true)]

private func transfer(isWrite: Bool, bytes: Int = 1) -> Probe {
    let name = isWrite ? "pwrite" : "pread"
    return inFolder(
        RowName(stringLiteral: "file.\(name)"), "\(name) of \(numbered(bytes, "byte")) at a file's beginning",
        per: "call", calls: 1,
        takes: [Parameter("bytes", 1...64 << 10, default: 1, isBytes: true, "bytes of a call")],
        vary: { transfer(isWrite: isWrite, bytes: $0["bytes"]) }
    ) { cleanup in
        let path = try cleanup.keep(Path(ofFile: bytes, depth: 1), Path.forget)
        let file = try cleanup.keep(
            Descriptor(made: k_open(path.text, O_RDWR, 0), orRefuse: "no file"), Descriptor.close)
        let place = UnsafeMutableRawPointer.allocate(byteCount: bytes, alignment: 64)
        place.initializeMemory(as: UInt8.self, repeating: 1, count: bytes)
        cleanup.add { place.deallocate() }
        if isWrite {
            return Rig { n in
                for _ in 0..<n where pwrite(file.number, place, bytes, 0) != bytes {
                    throw OperationFailed("pwrite: \(errorText())")
                }
            }
        }
        return Rig { n in
            for _ in 0..<n where pread(file.number, place, bytes, 0) != bytes {
                throw OperationFailed("pread: \(errorText())")
            }
        }
    }
}

/// A call on a file that is open.
private func onFile(
    _ name: RowName, _ summary: String, per operation: String = "call", calls count: Double = 1,
    call: @escaping @Sendable (Int32) -> Int32
) -> Probe {
    inFolder(name, summary, per: operation, calls: count) { cleanup in
        let path = try cleanup.keep(Path(ofFile: 1, depth: 1), Path.forget)
        let file = try cleanup.keep(
            Descriptor(made: k_open(path.text, O_RDONLY, 0), orRefuse: "no file"), Descriptor.close)
        return Rig { n in
            for _ in 0..<n {
                let result = call(file.number)
                guard result == 0 else { throw OperationFailed("\(name): \(errorText(of: result))") }
            }
        }
    }
}

/// Calls that make descriptors and close them. They need no folder.
private func making(
    _ name: RowName, _ summary: String, per operation: String, calls count: Double,
    call: @escaping @Sendable (UnsafeMutablePointer<Int32>) -> Int32
) -> Probe {
    Probe(name, summary, per: operation, does: calls(count), isDefault: false) { _ in
        let ends = UnsafeMutablePointer<Int32>.allocate(capacity: 2)
        ends.initialize(repeating: -1, count: 2)
        return Rig(finish: { ends.deallocate() }) { n in
            for _ in 0..<n {
                let result = call(ends)
                guard result == 0 else { throw OperationFailed("\(name): \(errorText(of: result))") }
            }
        }
    }
}

private func closePair(_ ends: UnsafeMutablePointer<Int32>) -> Int32 {
    let (one, other) = (outcome(close(ends[0])), outcome(close(ends[1])))
    return one != 0 ? one : other
}
