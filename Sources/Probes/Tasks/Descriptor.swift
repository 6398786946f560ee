internal import Glibc

/// A file descriptor of a probe.
struct Descriptor {
    let number: Int32

    init(_ number: Int32) { self.number = number }

    /// What a function of CKernel made.
    ///
    /// - Throws: a `Refusal` that begins with `complaint` where it is a negated error number.
    init(made number: Int32, orRefuse complaint: String) throws {
        guard number >= 0 else { throw Refusal("\(complaint): \(errorText(of: number))") }
        self.number = number
    }

    /// Opens a file, close-on-exec.
    init(opening path: String, _ flags: Int32) throws {
        number = open(path, flags | O_CLOEXEC)
        if number < 0 { throw Refusal("\(path) cannot be opened: \(errorText())") }
    }

    func close() { _ = Glibc.close(number) }
}

/// Writes `text` into a file of proc, sysfs or cgroupfs; false with errno where it is refused.
package func write(_ text: String, to path: String) -> Bool {
    let file = open(path, O_WRONLY | O_CLOEXEC)
    guard file >= 0 else { return false }
    defer { Glibc.close(file) }
    return Glibc.write(file, text, text.utf8.count) == text.utf8.count
}

/// Whether there is such a file.
func exists(_ path: String) -> Bool { access(path, F_OK) == 0 }
