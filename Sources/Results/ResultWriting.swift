internal import Sampling

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

extension ResultFile {
    /// The file's bytes: JSON, version first, the other keys sorted, so that the large part, the samples, comes last.
    ///
    /// Written piece by piece: an encoder holds what it writes many times over.
    public func encoded() throws -> [UInt8] {
        var text = ResultText()
        text.put("{\"\(Parts.version)\":\(ResultFile.version),\"\(Parts.figures)\":")
        let sentinels = sentinels
        try text.put(list: records) { text, record in
            try text.put(json: Figure(record, sentinels: sentinels, run: run))
        }
        text.put(",\"\(Parts.machine)\":")
        try text.put(json: machine)
        text.put(",\"\(Parts.probes)\":")
        try text.put(list: records) { text, record in
            var bare = record
            bare.launches = []
            try text.put(json: bare)
        }
        text.put(",\"\(Parts.run)\":")
        try text.put(json: run)
        text.put(",\"\(Parts.samples)\":{")
        let rows = Dictionary(records.map { ($0.name.text, $0) }, uniquingKeysWith: { first, _ in first })
        for (index, row) in rows.sorted(by: { $0.key < $1.key }).enumerated() {
            if index > 0 { text.put(",") }
            try text.put(json: row.key)
            text.put(":")
            try text.put(list: row.value.launches) { try $0.put(launch: $1) }
        }
        text.put("}}\n")
        return text.bytes
    }
}

/// The text of a result as it grows.
private struct ResultText {
    private(set) var bytes: [UInt8] = []
    private let encoder: JSONEncoder

    init() {
        encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    }

    mutating func put(_ text: String) { bytes += text.utf8 }

    mutating func put(json value: some Encodable) throws { bytes += try encoder.encode(value) }

    mutating func put<Element>(list: [Element], each: (inout ResultText, Element) throws -> Void) throws {
        put("[")
        for (index, element) in list.enumerated() {
            if index > 0 { put(",") }
            try each(&self, element)
        }
        put("]")
    }

    /// A launch, with its keys sorted too.
    mutating func put(launch: Launch) throws {
        put("{\"adds\":")
        put(column: launch.adds)
        put(",\"baseline\":")
        put(column: launch.baseline)
        put(",\"baselineIterations\":\(launch.baselineIterations),\"chain\":")
        put(column: launch.chain)
        if let facts = launch.facts {
            put(",\"facts\":")
            try put(json: facts)
        }
        put(",\"iterations\":\(launch.iterations),\"pairs\":\(launch.pairs),\"rounds\":")
        put(column: launch.rounds)
        put(",\"tally\":")
        try put(json: launch.tally)
        put(",\"times\":")
        put(column: launch.times)
        put("}")
    }

    private mutating func put(column: [some FixedWidthInteger]) {
        put("[")
        for (index, number) in column.enumerated() { put(index > 0 ? ",\(number)" : "\(number)") }
        put("]")
    }
}
