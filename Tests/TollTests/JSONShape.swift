import Foundation

/// Any JSON, to look at its shape.
struct JSONShape {
    let value: Any

    init(_ text: String) throws { value = try JSONSerialization.jsonObject(with: Data(text.utf8)) }
    init(value: Any) { self.value = value }

    var keys: Set<String> { Set((value as? [String: Any] ?? [:]).keys) }
    var rows: [JSONShape] { (value as? [Any] ?? []).map { JSONShape(value: $0) } }
    var text: String? { value as? String }
    var number: Double? { (value as? NSNumber)?.doubleValue }
    var flag: Bool? { value as? Bool }
    var isNull: Bool { value is NSNull }

    /// The value of a key; null where there is none.
    subscript(key: String) -> JSONShape { JSONShape(value: (value as? [String: Any])?[key] ?? NSNull()) }
}
