import Glibc

/// One line a check on standard output, and how many of them failed.
struct Report {
    private(set) var failures = 0

    /// Prints `ok` or `FAILED`, what was checked, and what was seen.
    mutating func check(_ what: String, _ holds: Bool, _ seen: String) {
        print(holds ? "ok     \(what): \(seen)" : "FAILED \(what): \(seen)")
        if !holds { failures += 1 }
        fflush(nil)
    }

    /// Runs checks that need counters; one that cannot be had is a failure, not an end.
    mutating func section(_ what: String, _ checks: (inout Report) throws -> Void) {
        do {
            try checks(&self)
        } catch {
            check(what, false, "\(error)")
        }
    }
}

/// Writes a kernel setting; false where that is refused.
func set(_ path: String, _ value: String) -> Bool {
    let file = open(path, O_WRONLY)
    guard file >= 0 else { return false }
    defer { close(file) }
    return write(file, value, value.utf8.count) == value.utf8.count
}
