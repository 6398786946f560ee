internal import Basics
internal import CKernel
internal import Glibc
internal import Sampling

/// A file of blocks that each hold their own number, read in a seeded order.
final class BlockFile {
    static let blockBytes = 4096
    static let blocks = 8192
    /// Reads under way at once.
    static let depth = 16

    let file: Descriptor
    /// A buffer for each read under way.
    let buffers: Memory
    private var random = SplitMix64(seed: 1)

    /// Writes the file where temporary files are kept, without a name, and reads it once.
    ///
    /// - Parameters:
    ///   - isDirect: opens it so that reads go past the page cache.
    ///   - cleanup: closes it, which ends it.
    init(isDirect: Bool, _ cleanup: Cleanup) throws {
        let folder = temporaryPlace(or: "/var/tmp")
        // Without a name from its first moment, so that it ends with this process, however that ends.
        let made = k_unnamed_file(folder)
        guard made >= 0 else { throw Refusal("no file in \(folder): \(errorText(of: made))") }
        defer { Glibc.close(made) }
        let block = UnsafeMutableRawPointer.allocate(byteCount: BlockFile.blockBytes, alignment: BlockFile.blockBytes)
        defer { block.deallocate() }
        for number in 0..<BlockFile.blocks {
            block.initializeMemory(as: UInt64.self, repeating: UInt64(number), count: BlockFile.blockBytes / 8)
            guard write(made, block, BlockFile.blockBytes) == BlockFile.blockBytes else {
                throw Refusal("no room for \((BlockFile.blocks * BlockFile.blockBytes) >> 20) MiB in \(folder)")
            }
        }
        guard fsync(made) == 0 else { throw Refusal("fsync in \(folder): \(errorText())") }
        let number = open("/proc/self/fd/\(made)", O_RDONLY | O_CLOEXEC | (isDirect ? O_DIRECT : 0))
        guard number >= 0 else {
            throw Refusal("\(folder) lets no file be read\(isDirect ? " past the page cache" : ""): \(errorText())")
        }
        file = cleanup.keep(Descriptor(number), Descriptor.close)
        buffers = try cleanup.keep(Memory(bytes: BlockFile.depth * BlockFile.blockBytes), Memory.free)
        for number in 0..<(isDirect ? 1 : BlockFile.blocks) {
            guard pread(file.number, buffer(0), BlockFile.blockBytes, off_t(number * BlockFile.blockBytes)) > 0 else {
                throw Refusal("the file in \(folder) cannot be read: \(errorText())")
            }
        }
    }

    var notes: [String] {
        [
            "blocks of \(BlockFile.blockBytes) bytes out of \((BlockFile.blocks * BlockFile.blockBytes) >> 20) MiB, "
                + "\(BlockFile.depth) reads under way"
        ]
    }

    func buffer(_ slot: Int) -> UnsafeMutableRawPointer { buffers.base + slot * BlockFile.blockBytes }

    /// The block to be read next.
    @inline(__always)
    func next() -> Int { Int(random.next() % UInt64(BlockFile.blocks)) }

    /// Whether a slot's buffer holds that block.
    @inline(__always)
    func holds(_ block: Int, in slot: Int) -> Bool { BlockFile.isBlock(block, at: buffer(slot)) }

    /// Whether both ends of a buffer say that it is that block.
    @inline(__always)
    static func isBlock(_ block: Int, at buffer: UnsafeMutableRawPointer) -> Bool {
        buffer.load(as: UInt64.self) == UInt64(block)
            && buffer.load(fromByteOffset: blockBytes - 8, as: UInt64.self) == UInt64(block)
    }
}
