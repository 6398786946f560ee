internal import Basics
internal import Sampling

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

// A file may be as large as a disk, or made to be read slowly. It is gone through once; the columns of samples, which
// are nearly all of it, become what they stand for at once, and a decoder sees one small part after the other.

extension ResultFile {
    /// Reads the bytes of a file.
    ///
    /// - Throws: `BadResult` with one line that says what is wrong.
    public init(decoding bytes: [UInt8]) throws(BadResult) {
        guard !bytes.isEmpty else { throw BadResult("the file is empty") }
        do {
            self = try bytes.withUnsafeBufferPointer { try ResultFile(reading: JSONScan($0)) }
        } catch {
            throw BadResult(error, at: [])
        }
        try check()
    }

    private init(reading whole: JSONScan) throws {
        var parts: [String: Range<Int>] = [:]
        var scan = whole
        try scan.members { key, scan in
            let part = try scan.value()
            if Parts.all.contains(key) { parts[key] = part }
        }
        guard scan.isAtEnd else { throw JSONScan.Fault.notJSON }
        func part(_ name: String) throws -> Range<Int> {
            guard let part = parts[name] else { throw BadResult("'\(name)' is missing") }
            return part
        }
        func decoded<Part: Decodable>(_ name: String) throws -> Part {
            let place = try part(name)
            return try placed([name]) { try whole.decoded(Part.self, from: place) }
        }
        try ResultFile.checkVersion(decoded(Parts.version))
        // For people, and for looking over many files: they are worked out again.
        _ = try part(Parts.figures)
        self.init(machine: try decoded(Parts.machine), run: try decoded(Parts.run), records: [])
        let (rows, samples) = (try part(Parts.probes), try part(Parts.samples))
        records = try placed([Parts.probes]) { try whole.list(of: Record.self, in: rows) }
        let places = Dictionary(
            records.enumerated().map { ($1.name.text, $0) }, uniquingKeysWith: { first, _ in first })
        scan = whole.at(samples)
        try placed([Parts.samples]) {
            try scan.members { name, scan in
                let launches = try placed([Parts.samples, name]) { try Launch.all(in: &scan, of: name) }
                if let row = places[name] { records[row].launches = launches }
            }
        }
    }

    /// The members of the file.
    enum Parts {
        static let (version, figures, machine, probes) = ("version", "figures", "machine", "probes")
        static let (run, samples) = ("run", "samples")
        static let all = [version, figures, machine, probes, run, samples]
    }

    private static func checkVersion(_ found: Int) throws(BadResult) {
        guard !(1...version).contains(found) else { return }
        throw BadResult(
            found > version
                ? "it has version \(found), this toll reads up to \(version): get a newer toll"
                : "it has version \(found), which never was")
    }
}

extension Launch {
    /// Reads the launches of a row.
    fileprivate static func all(in scan: inout JSONScan, of name: String) throws -> [Launch] {
        var (launches, tallies): ([Launch], [Range<Int>]) = ([], [])
        try scan.elements { index, scan in
            var launch = Launch(order: VisitOrder(pairs: 0, iterations: 0, baselineIterations: 0))
            var missing = Set(Launch.required)
            try scan.members { key, scan in
                // What a file of version 1 called the times of the operation's batches.
                let key = key == "operation" ? "times" : key
                missing.remove(key)
                try placed([ResultFile.Parts.samples, name, String(index), key]) {
                    switch key {
                    case "iterations": launch.iterations = try scan.number()
                    case "baselineIterations": launch.baselineIterations = try scan.number()
                    case "pairs": launch.pairs = try scan.number()
                    case "rounds": launch.rounds = try scan.numbers()
                    case "times": launch.times = try scan.numbers()
                    case "baseline": launch.baseline = try scan.numbers()
                    case "chain": launch.chain = try scan.numbers()
                    case "adds": launch.adds = try scan.numbers()
                    case "tally": tallies.append(try scan.value())
                    case "facts":
                        let part = try scan.value()
                        launch.facts = try scan.decoded([RowFact: Double]?.self, from: part)
                    default: _ = try scan.value()
                    }
                }
            }
            if let key = missing.min() {
                throw BadResult("\([ResultFile.Parts.samples, name, String(index), key].place) is missing")
            }
            launches.append(launch)
        }
        let counts = try scan.decoded(Tally.self, fromEach: tallies)
        // One launch may have it twice.
        guard counts.count == launches.count else { throw JSONScan.Fault.makesNoSense }
        for (index, tally) in counts.enumerated() { launches[index].tally = tally }
        return launches
    }

    private static let required = [
        "iterations", "baselineIterations", "pairs", "rounds", "times", "baseline", "chain", "adds", "tally",
    ]
}

// MARK: - Decoding parts

extension JSONScan {
    /// No part of a result that a decoder sees at once is larger.
    private static let mostDecoded = 4 << 20

    /// What a part stands for.
    func decoded<Part: Decodable>(_ type: Part.Type, from part: Range<Int>) throws -> Part {
        guard part.count <= JSONScan.mostDecoded else { throw BadResult("a part of it is larger than in any result") }
        return try JSONDecoder().decode(type, from: Data(bytes[part]))
    }

    /// What several parts stand for.
    func decoded<Part: Decodable>(_ type: Part.Type, fromEach parts: [Range<Int>]) throws -> [Part] {
        var data = Data([UInt8(ascii: "[")])
        for (index, part) in parts.enumerated() {
            if index > 0 { data.append(UInt8(ascii: ",")) }
            data.append(contentsOf: bytes[part])
            guard data.count <= JSONScan.mostDecoded else {
                throw BadResult("a part of it is larger than in any result")
            }
        }
        data.append(UInt8(ascii: "]"))
        return try JSONDecoder().decode([Part].self, from: data)
    }

    /// The elements of an array, one by one where it is large.
    func list<Part: Decodable>(of type: Part.Type, in part: Range<Int>) throws -> [Part] {
        if part.count <= JSONScan.mostDecoded { return try decoded([Part].self, from: part) }
        var list: [Part] = []
        var scan = at(part)
        try scan.elements { _, scan in
            let element = try scan.value()
            list.append(try decoded(type, from: element))
        }
        return list
    }
}

/// Has an error of `work` say where in the file it is, unless it does already.
private func placed<Value>(_ path: [String], _ work: () throws -> Value) throws(BadResult) -> Value {
    do { return try work() } catch { throw BadResult(error, at: path) }
}

extension BadResult {
    /// What went wrong while something was read at a path.
    fileprivate init(_ error: any Error, at path: [String]) {
        switch error {
        case let known as BadResult: self = known
        case let known as DecodingError: self.init(known.sentence(at: path))
        case JSONScan.Fault.wrongType: self.init("\(path.place) is of the wrong type")
        case JSONScan.Fault.makesNoSense: self.init("\(path.place) makes no sense")
        default: self.init("it is not JSON")
        }
    }
}

extension [String] {
    /// A path in a file, for people.
    fileprivate var place: String { isEmpty ? "the top" : "'\(map(\.printable).joined(separator: "."))'" }
}

extension DecodingError {
    /// What is wrong with what was read at a path, and where, in one line.
    fileprivate func sentence(at path: [String]) -> String {
        func place(_ context: Context, _ last: (any CodingKey)? = nil) -> String {
            let keys = context.codingPath + (last.map { [$0] } ?? [])
            return (path + keys.map { $0.intValue.map(String.init) ?? $0.stringValue }).place
        }
        switch self {
        case .keyNotFound(let key, let context): return "\(place(context, key)) is missing"
        case .valueNotFound(_, let context): return "\(place(context)) is null"
        case .typeMismatch(_, let context): return "\(place(context)) is of the wrong type"
        case .dataCorrupted(let context):
            return "\(place(context)) makes no sense"
        @unknown default: return "it cannot be read"
        }
    }
}
