import Testing

@testable import Results

/// The scan takes what JSON is and refuses what it is not, without building anything of it.
@Suite struct JSONScanTests {
    private func scanned<Value>(_ text: String, _ work: (inout JSONScan) throws -> Value) throws -> Value {
        try Array(text.utf8).withUnsafeBufferPointer { bytes in
            var scan = JSONScan(bytes)
            let value = try work(&scan)
            guard scan.isAtEnd else { throw JSONScan.Fault.notJSON }
            return value
        }
    }

    @Test(arguments: [
        "1", "-0", "0.5", "-1.25e+10", "1E5", "true", "false", "null", "\"\"", "\"a\\\"b\\\\\"", "[]", "{}", "[1,2]",
        " [ 1 , { \"a\" : [ ] , \"b\" : null } ] \r\n\t", "{\"a\":{\"a\":{}}}", "[[[]],[]]", "\"\u{E9}\u{1F600}\"",
    ])
    func whatIsJSONIsPassed(_ text: String) throws {
        _ = try scanned(text) { try $0.value() }
    }

    @Test(arguments: [
        "", " ", "[", "]", "{", "[1,]", "[,1]", "[1 2]", "{1:2}", "{\"a\"}", "{\"a\":}", "{\"a\":1,}", "{\"a\" 1}",
        "01",
        "1.", ".5", "-", "+1", "1e", "tru", "nul", "NaN", "\"", "\"\\", "\"a\nb\"", "[1}", "{\"a\":1]", "1 1",
        "\u{FEFF}1",
    ])
    func whatIsNotIsRefused(_ text: String) {
        #expect(throws: JSONScan.Fault.notJSON) { try scanned(text) { try $0.value() } }
    }

    @Test func nestingHasAnEnd() throws {
        func nested(_ depth: Int) -> String {
            String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
        }
        _ = try scanned(nested(500)) { try $0.value() }
        #expect(throws: JSONScan.Fault.notJSON) { try scanned(nested(1 << 20)) { try $0.value() } }
    }

    @Test func columnsOfNumbers() throws {
        func numbers(_ text: String) throws -> [Int64] { try scanned(text) { try $0.numbers() } }
        #expect(try numbers("[]") == [] && numbers(" [ ] ") == [])
        #expect(try numbers("[0,-1, 9223372036854775807 ,-9223372036854775808]") == [0, -1, .max, .min])
        #expect(try numbers("[1e3,2.0,-4E0]") == [1000, 2, -4])
        for text in ["[0.5]", "[9223372036854775808]", "[1e400]", "[-1e19]"] {
            #expect(throws: JSONScan.Fault.makesNoSense) { try numbers(text) }
        }
        for text in ["{}", "1", "[\"1\"]", "[null]", "[[1]]", "[true]"] {
            #expect(throws: JSONScan.Fault.wrongType) { try numbers(text) }
        }
        for text in ["[1", "[1,", "[1,]", "[01]", "[-]", "[1 2]", "[x]"] {
            #expect(throws: JSONScan.Fault.notJSON) { try numbers(text) }
        }
    }

    @Test func keysAreWhatTheyStandFor() throws {
        var found: [String: String] = [:]
        let text = #"{"a":[1,2],"\u0041\n":{"a":"}"},"":3}"#
        try scanned(text) { scan in
            try scan.members { key, scan in
                let part = try scan.value()
                found[key] = String(decoding: scan.bytes[part], as: UTF8.self)
            }
        }
        #expect(found == ["a": "[1,2]", "A\n": #"{"a":"}"}"#, "": "3"])
    }
}
