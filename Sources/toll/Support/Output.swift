import Basics
import CKernel
import Glibc

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// What happens to stdout besides being written to.
enum Output {
    /// Puts something in the place of standard descriptors that are closed, so that no file opened later gets their
    /// number and what is meant for people. Reading from or writing to it fails as it would have without.
    static func fillGaps() {
        for (descriptor, flags) in [(STDIN_FILENO, O_WRONLY), (STDOUT_FILENO, O_RDONLY), (STDERR_FILENO, O_RDONLY)]
        where fcntl(descriptor, F_GETFD) < 0 {
            _ = open("/dev/null", flags)
        }
    }

    /// Makes sure that everything has been written, then writes to stderr; ends the program if it has not.
    static func finish(saying text: String = "") {
        let code = -k_finish_output()
        let failure = "Error: the output cannot be written: \(String(cString: strerror(code)))\n"
        let bytes = Array((code == 0 ? text : text + failure).utf8)
        _ = write(STDERR_FILENO, bytes, bytes.count)
        if code != 0 { exit(1) }
    }
}

/// A value as JSON for scripts: keys sorted, readable.
func json(_ value: some Encodable) throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .prettyPrinted, .withoutEscapingSlashes]
    return String(decoding: try encoder.encode(value), as: UTF8.self).safeJSON
}
