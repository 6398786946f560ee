#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// Values that went through a file.
enum Coding {
    /// What comes out of a file that a value was put into.
    static func again<Value: Codable>(_ value: Value) throws -> Value {
        try JSONDecoder().decode(Value.self, from: JSONEncoder().encode(value))
    }

    /// The same of a file in which a key has another name, so that it is missing.
    static func without<Value: Codable>(_ key: String, _ value: Value) throws -> Value {
        let text = String(decoding: try JSONEncoder().encode(value), as: UTF8.self)
        return try JSONDecoder().decode(Value.self, from: Data(text.replacing("\"\(key)\"", with: "\"missing\"").utf8))
    }
}
