/// A number of things in words: "1 row", "2 rows". `many` where it is not the word with an s.
package func numbered(_ number: Int, _ one: String, _ many: String? = nil) -> String {
    "\(number) \(number == 1 ? one : many ?? one + "s")"
}
