internal import Basics
internal import Glibc
internal import Machine
public import Sampling
public import SystemPackage

/// The figures of a file as they stand in it, without its samples: for looking over many files quickly.
public struct QuickResult: Sendable {
    /// The file's name.
    public var label: String
    /// The processor.
    public var model: String?
    /// The hypervisor, "none" where there is none.
    public var hypervisor: String?
    /// The kernel's release.
    public var kernel: String?
    /// When the run began: seconds since 1970.
    public var began: Int64?
    /// Whether the run came to its end; nil in files of a toll that did not keep it.
    public var wasFinished: Bool?
    /// The figures that were worked out when the file was written.
    public var figures: [Figure]

    /// As much of a figure as an overview needs.
    public struct Figure: Decodable, Sendable {
        /// The row's name.
        public var name: RowName
        /// What became of it.
        public var status: Status
        /// What the task pays for one operation.
        public var cost: Estimate?
        /// What that is counted in.
        public var unit: String
        /// How far it can be trusted.
        public var grade: Grade.Letter?

        private enum CodingKeys: String, CodingKey { case name, status, cost, unit, grade }

        /// What a file of version 1 called the cost.
        private enum FirstKeys: String, CodingKey { case hop }

        /// Reads a figure, of a file of version 1 too.
        public init(from decoder: any Decoder) throws {
            let fields = try decoder.container(keyedBy: CodingKeys.self)
            let first = try decoder.container(keyedBy: FirstKeys.self)
            name = try fields.decode(RowName.self, forKey: .name)
            status = try fields.decode(Status.self, forKey: .status)
            unit = try fields.decode(String.self, forKey: .unit)
            grade = try fields.decodeIfPresent(Grade.Letter.self, forKey: .grade)
            cost =
                try fields.contains(.cost)
                ? fields.decodeIfPresent(Estimate.self, forKey: .cost)
                : first.decodeIfPresent(Estimate.self, forKey: .hop)
        }

        /// A figure of known parts.
        public init(name: RowName, status: Status, cost: Estimate?, unit: String = Unit.nanoseconds.rawValue) {
            (self.name, self.status, self.cost, self.unit) = (name, status, cost, unit)
        }
    }

    private struct Machine: Decodable {
        var model: String?
        var hypervisor: String?
        var kernel: String?
        enum CodingKeys: String, CodingKey {
            case model = "cpu.model", hypervisor = "machine.hypervisor", kernel = "kernel.release"
        }
    }

    private struct Run: Decodable {
        var began: Int64?
        var wasFinished: Bool?
        var wasInterrupted: Bool?
    }

    /// A result of known parts.
    public init(label: String, model: String? = nil, figures: [Figure]) {
        (self.label, self.model, self.figures) = (label, model, figures)
    }

    /// What a whole result comes to.
    public init(_ result: ResultFile, label: String = "run") {
        self.label = label
        model = result.machine["cpu.model"]?.text
        hypervisor = result.machine["machine.hypervisor"]?.text
        kernel = result.machine["kernel.release"]?.text
        began = result.run.began
        figures = result.figures.map { Figure(name: $0.name, status: $0.status, cost: $0.cost, unit: $0.unit) }
    }

    /// Reads the head of a file, up to where its samples begin.
    public init(reading path: FilePath) throws(BadResult) {
        do throws(BadResult) {
            let (bytes, parts) = try QuickResult.head(of: path)
            self = try QuickResult(label: (path.stem ?? path.string).printable, bytes: bytes, parts: parts)
        } catch {
            throw BadResult("\(path.string.printable): \(error.description)")
        }
    }

    private init(label: String, bytes: [UInt8], parts: [String: Range<Int>]) throws(BadResult) {
        func read<Part>(
            _ name: String, _ decode: (JSONScan, Range<Int>) throws -> Part
        ) throws(BadResult) -> Part {
            guard let range = parts[name] else { throw BadResult("'\(name)' is missing") }
            do {
                return try bytes.withUnsafeBufferPointer { try decode(JSONScan($0), range) }
            } catch {
                throw BadResult("'\(name)' makes no sense")
            }
        }
        func part<Part: Decodable>(_ name: String, as type: Part.Type) throws(BadResult) -> Part {
            try read(name) { try $0.decoded(type, from: $1) }
        }
        let version = try part("version", as: Int.self)
        guard (1...ResultFile.version).contains(version) else { throw BadResult("it has version \(version)") }
        self.label = label
        figures = try read("figures") { try $0.list(of: Figure.self, in: $1) }
        let machine = try part("machine", as: Machine.self)
        (model, hypervisor, kernel) = (machine.model, machine.hypervisor, machine.kernel)
        // What is compared with others needs no time.
        let run = try? part("run", as: Run.self)
        began = run?.began
        wasFinished = run?.wasInterrupted == true ? false : run?.wasFinished
        for figure in figures where figure.unit == Unit.nanoseconds.rawValue && (figure.cost?.low ?? 0) < 0 {
            throw BadResult("'\(figure.name.printable)' has a time below 0")
        }
    }

    /// The bytes of a file down to its samples, and where its parts are in them. Reads no more than it needs.
    static func head(of path: FilePath) throws(BadResult) -> (bytes: [UInt8], parts: [String: Range<Int>]) {
        do {
            // A pipe in the folder must not be waited for.
            let descriptor = try FileDescriptor.open(path, .readOnly, options: [.closeOnExec, .nonBlocking])
            return try descriptor.closeAfter {
                var status = stat()
                guard fstat(descriptor.rawValue, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
                    throw BadResult("it is not a file")
                }
                var bytes: [UInt8] = []
                var chunk = 128 << 10
                while true {
                    let before = bytes.count
                    try append(chunk, from: descriptor, to: &bytes)
                    if let parts = bytes.withUnsafeBufferPointer({ TopLevel(of: $0, upTo: "samples").parts }) {
                        guard try isWhole(descriptor, size: Int64(status.st_size)) else {
                            throw BadResult("it is cut off")
                        }
                        return (bytes, parts)
                    }
                    guard bytes.count > before, bytes.count < Store.largest else {
                        throw BadResult(bytes.isEmpty ? "the file is empty" : "it is cut off, or is no result")
                    }
                    chunk = bytes.count
                }
            }
        } catch let error as BadResult {
            throw error
        } catch {
            throw BadResult("it cannot be read: \(error)")
        }
    }

    /// Whether a file ends as an object does. One whose copy was cut off among the samples has all figures, and is not
    /// what was measured.
    private static func isWhole(_ descriptor: FileDescriptor, size: Int64) throws -> Bool {
        let most = 64
        let end = try [UInt8](unsafeUninitializedCapacity: most) { buffer, filled in
            filled = try descriptor.read(
                fromAbsoluteOffset: max(0, size - Int64(most)), into: UnsafeMutableRawBufferPointer(buffer))
        }
        return end.last { $0 > UInt8(ascii: " ") } == UInt8(ascii: "}")
    }

    private static func append(_ count: Int, from descriptor: FileDescriptor, to bytes: inout [UInt8]) throws {
        let more = try [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
            while filled < count {
                let rest = UnsafeMutableRawBufferPointer(rebasing: UnsafeMutableRawBufferPointer(buffer)[filled...])
                let read = try descriptor.read(into: rest)
                if read == 0 { break }
                filled += read
            }
        }
        bytes += more
    }
}

/// Where the members of a JSON object are: a scan for brackets and strings, and nothing else. What lies between is left
/// to the decoder.
struct TopLevel {
    /// The members before the one at which the scan was to end; nil when that is not among the bytes.
    let parts: [String: Range<Int>]?

    init(of bytes: UnsafeBufferPointer<UInt8>, upTo last: String) {
        let (quote, backslash) = (UInt8(ascii: "\""), UInt8(ascii: "\\"))
        var parts: [String: Range<Int>] = [:]
        var (depth, index) = (0, 0)
        var key: String?
        var start: Int?
        while index < bytes.count {
            switch bytes[index] {
            case quote:
                let begin = index + 1
                index = begin
                while index < bytes.count, bytes[index] != quote { index += bytes[index] == backslash ? 2 : 1 }
                if depth == 1, start == nil, index < bytes.count {
                    key = String(decoding: bytes[begin..<index], as: UTF8.self)
                    if key == last { self.parts = parts; return }
                }
            case UInt8(ascii: "{"), UInt8(ascii: "["): depth += 1
            case UInt8(ascii: "}"), UInt8(ascii: "]"): depth -= 1
            case UInt8(ascii: ":") where depth == 1 && start == nil: start = index + 1
            case UInt8(ascii: ",") where depth == 1:
                if let name = key, let begin = start { parts[name] = begin..<index }
                (key, start) = (nil, nil)
            default: break
            }
            index += 1
        }
        self.parts = nil
    }
}
