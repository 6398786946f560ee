internal import CKernel
internal import Glibc

/// A static program of a dozen bytes that ends at once, in a file that only memory holds: what is measured is making a
/// process of it, not what a program does to start.
struct ShortestProgram {
    private let descriptor: Descriptor
    /// Where it can be found by this process and its children.
    let path: String

    /// Writes the program into a memory file.
    ///
    /// - Parameter padding: bytes behind it, a part of the program that it never touches.
    init(padding: Int = 0) throws {
        descriptor = try Descriptor(made: k_memory_file("toll-shortest"), orRefuse: "no file in memory")
        path = "/proc/self/fd/\(descriptor.number)"
        let image = ShortestProgram.image(padding: padding)
        var written = 0
        while written < image.count {
            let count = image.withUnsafeBytes {
                write(descriptor.number, $0.baseAddress! + written, $0.count - written)
            }
            guard count > 0 else {
                close()
                throw Refusal("the file in memory cannot be written: \(errorText())")
            }
            written += count
        }
    }

    /// Starts it.
    func spawn() throws -> Int32 {
        var child: pid_t = 0
        var arguments: [UnsafeMutablePointer<CChar>?] = [nil]
        var environment: [UnsafeMutablePointer<CChar>?] = [nil]
        let code = posix_spawn(&child, path, nil, nil, &arguments, &environment)
        guard code == 0 else { throw OperationFailed("posix_spawn: \(errorText(code))") }
        return child
    }

    func close() { descriptor.close() }

    /// An ELF file of one header, one segment and the code of exit(0).
    private static func image(padding: Int) -> [UInt8] {
        #if arch(x86_64)
            let machine: UInt64 = 62
            let code: [UInt8] = [0x31, 0xff, 0xb8, 0x3c, 0, 0, 0, 0x0f, 0x05]  // xor edi, edi; mov eax, 60; syscall
        #else
            let machine: UInt64 = 183
            // mov x0, #0; mov x8, #93; svc #0
            let code: [UInt8] = [0, 0, 0x80, 0xd2, 0xa8, 0x0b, 0x80, 0xd2, 0x01, 0, 0, 0xd4]
        #endif
        let address: UInt64 = 0x40_0000
        let headers: UInt64 = 64 + 56
        var bytes: [UInt8] = [0x7f, 0x45, 0x4c, 0x46, 2, 1, 1, 0] + [UInt8](repeating: 0, count: 8)
        func put(_ value: UInt64, _ size: Int) {
            for shift in 0..<size { bytes.append(UInt8(truncatingIfNeeded: value >> (8 * UInt64(shift)))) }
        }
        // The file's header: executable, machine, version, entry, offsets, flags, and the sizes of the headers.
        for (value, size) in [(2, 2), (machine, 2), (1, 4), (address + headers, 8), (64, 8), (0, 8), (0, 4)] {
            put(value, size)
        }
        for value: UInt64 in [64, 56, 1, 64, 0, 0] { put(value, 2) }
        // The one segment: the whole file, readable and executable.
        for (value, size) in [(1, 4), (5, 4), (0, 8), (address, 8), (address, 8)] { put(value, size) }
        let size = headers + UInt64(code.count + padding)
        for value in [size, size, 0x1000] { put(value, 8) }
        return bytes + code + [UInt8](repeating: 0, count: padding)
    }
}
