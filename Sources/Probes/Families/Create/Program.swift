internal import Basics
internal import CKernel
internal import Glibc

/// A program that ends at once, to be run by fork and exec.
struct Program {
    private let path: UnsafeMutablePointer<CChar>

    init(_ path: String) { self.path = strdup(path) }

    /// A program of the system that is linked at run time against the C library, as most are.
    static func dynamic() throws -> (Program, path: String) {
        for path in ["/bin/true", "/usr/bin/true"] {
            guard let image = textOfFile(path), image.contains("/ld-") else { continue }
            return (Program(path), path)
        }
        throw Refusal("there is no dynamically linked /bin/true here")
    }

    /// Forks, has the child become the program, and reaps it.
    func run() throws {
        let child = k_fork_exec(path)
        guard child > 0 else { throw Limits.failure(of: "fork", -child) }
        try reap(child)
    }

    func free() { Glibc.free(path) }
}
