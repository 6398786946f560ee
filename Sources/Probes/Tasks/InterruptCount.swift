internal import Basics
internal import Glibc

/// How many interrupts of a kind a CPU has taken, by the kernel's table of them.
final class InterruptCount {
    /// What another CPU interrupts for, as the kernel's table ends its line.
    enum Kind: String {
        /// An address's translation is to be forgotten (x86).
        case shootdown = "TLB shootdowns"
        /// Something is to be done for the other CPU. Not all architectures begin with a capital.
        case call = "unction call interrupts"
    }

    private let file: Descriptor
    private let kind: Kind
    private let column: Int
    private let buffer: UnsafeMutableRawPointer
    private static let room = 1 << 20
    /// System calls that reading has taken so far.
    private(set) var calls = 0

    /// - Throws: a `Refusal` where the table has no such line or no such CPU.
    init(of kind: Kind, on cpu: Int) throws {
        guard let text = textOfFile("/proc/interrupts"), let column = InterruptCount.column(of: cpu, in: text),
            InterruptCount.count(of: kind, on: cpu, in: text) != nil
        else { throw Refusal("/proc/interrupts does not count \(kind.rawValue) of CPU \(cpu)") }
        (self.kind, self.column) = (kind, column)
        file = try Descriptor(opening: "/proc/interrupts", O_RDONLY)
        buffer = .allocate(byteCount: InterruptCount.room, alignment: 8)
    }

    func read() throws -> Int {
        var size = 0
        while size < InterruptCount.room {
            calls += 1
            let got = pread(file.number, buffer + size, InterruptCount.room - size, off_t(size))
            guard got > 0 else { break }
            size += got
            // What follows is of no interest, and each read costs.
            let text = UnsafeRawBufferPointer(start: buffer, count: size)
            if let count = InterruptCount.count(of: kind, in: column, of: text) { return count }
        }
        throw OperationFailed("/proc/interrupts has lost its line of \(kind.rawValue)")
    }

    func close() {
        file.close()
        buffer.deallocate()
    }

    /// The number of a kind in a CPU's column of a table, if it is there.
    static func count(of kind: Kind, on cpu: Int, in text: String) -> Int? {
        guard let column = column(of: cpu, in: text) else { return nil }
        return Array(text.utf8).withUnsafeBytes { count(of: kind, in: column, of: $0) }
    }

    private static func column(of cpu: Int, in text: String) -> Int? {
        text.split(separator: "\n").first?.split(separator: " ").firstIndex(of: "CPU\(cpu)")
    }

    private static func count(of kind: Kind, in column: Int, of text: UnsafeRawBufferPointer) -> Int? {
        guard let base = text.baseAddress else { return nil }
        let name = kind.rawValue
        guard let end = memmem(base, text.count, name, name.utf8.count).map({ UnsafeRawPointer($0) - base }),
            let start = text[..<end].lastIndex(of: UInt8(ascii: "\n"))
        else { return nil }
        let fields = String(decoding: text[(start + 1)..<end], as: UTF8.self).split(separator: " ")
        // Before the columns stands the line's name.
        return fields.count > column + 1 ? Int(fields[column + 1]) : nil
    }
}
