internal import Basics
internal import CKernel
internal import Glibc

/// The path of a program, those that only an administrator calls among them; nil where it is not installed.
func tool(named name: String) -> String? { program(named: name) ?? program(named: name, on: "/usr/sbin:/sbin") }

/// How a program ended, and the last line that it wrote.
struct Outcome {
    let status: Int32
    let lastLine: String
}

/// Runs a program to its end.
///
/// - Parameter input: what it reads from its standard input.
func outcome(of texts: [String], reading input: String = "") throws -> Outcome {
    let (given, said) = (try Scroll(input), try Scroll())
    defer {
        given.close()
        said.close()
    }
    let words = Words(texts)
    defer { words.free() }
    let child = k_start(words.first, words.list, given.number, said.number, said.number)
    guard child > 0 else { throw Refusal("no process for \(texts[0]): \(Limits.reason(for: -child))") }
    var status: Int32 = 0
    while waitpid(child, &status, 0) < 0, errno == EINTR {}
    return Outcome(status: status, lastLine: said.lastLine)
}

/// The words of a program's start, for calls of the kernel.
struct Words {
    let list: [UnsafeMutablePointer<CChar>?]
    var first: UnsafeMutablePointer<CChar>? { list[0] }

    init(_ texts: [String]) { list = texts.map { strdup($0) } + [nil] }

    func free() { list.forEach { Glibc.free($0) } }
}

/// A file in memory that programs read or write.
struct Scroll {
    let number: Int32

    init(_ text: String = "") throws {
        number = try Descriptor(made: k_memory_file("toll"), orRefuse: "no file in memory").number
        guard Glibc.write(number, text, text.utf8.count) == text.utf8.count, lseek(number, 0, SEEK_SET) == 0 else {
            close()
            throw Refusal("the file in memory cannot be written: \(errorText())")
        }
    }

    /// The last line that there is something in.
    var lastLine: String {
        let lines = (textOfFile("/proc/self/fd/\(number)") ?? "").split(whereSeparator: \.isNewline)
        return lines.last { !$0.allSatisfy(\.isWhitespace) }.map { String($0).printable } ?? "it says nothing"
    }

    func close() { Glibc.close(number) }
}
