internal import Basics
internal import CKernel
internal import Glibc

/// Where the mounted proc shows tasks. In a PID namespace it may be the proc of one further out, in which each task has
/// another number: the file of a number then describes another task.
package enum ProcView {
    /// Whether proc has the numbers that the kernel gives this process itself.
    package static let isOwn: Bool = {
        guard let numbers = numbers(in: "/proc/self") else {
            // Before Linux 4.1 proc does not tell; a number that agrees is as good as can be.
            return linked("/proc/self") == "\(getpid())"
        }
        return numbers.count == 1
    }()

    /// What to say of counts that proc would have to tell.
    package static let foreign = "/proc is that of another PID namespace"

    /// The folder of a process that is this one or a child of it; nil where proc does not show it.
    package static func folder(of process: Int32) -> String? {
        if isOwn { return "/proc/\(process)" }
        if process == getpid() { return exists("/proc/self") ? "/proc/self" : nil }
        return children()[process].map { "/proc/\($0)" }
    }

    /// The folder of a task of such a process; nil where proc does not show it.
    package static func folder(of process: Int32, task: Int32) -> String? {
        guard let folder = folder(of: process) else { return nil }
        if isOwn { return "\(folder)/task/\(task)" }
        return entriesOfFolder(folder + "/task").map { "\(folder)/task/\($0)" }.first { number(of: $0) == task }
    }

    /// The number that the kernel gives this process for the task whose folder this is; nil where it has none.
    package static func number(of folder: String) -> Int32? {
        if isOwn { return folder.split(separator: "/").last.flatMap { Int32($0) } }
        guard let numbers = numbers(in: folder), numbers.count >= depth, depth > 0 else { return nil }
        return numbers[depth - 1]
    }

    /// The children of this process: the numbers in proc by its own.
    package static func children() -> [Int32: Int32] {
        var found: [Int32: Int32] = [:]
        for thread in entriesOfFolder("/proc/self/task") {
            for child in (textOfFile("/proc/self/task/\(thread)/children") ?? "").split(separator: " ") {
                guard let outer = Int32(child.trimmed), let own = number(of: "/proc/\(outer)") else { continue }
                found[own] = outer
            }
        }
        return found
    }

    /// How many numbers this process has, from proc's namespace to its own.
    private static let depth = numbers(in: "/proc/self")?.count ?? 0

    /// The numbers of a task, outermost first: proc_pid_status(5), NSpid.
    private static func numbers(in folder: String) -> [Int32]? {
        (textOfFile(folder + "/status") ?? "").split(separator: "\n").first { $0.hasPrefix("NSpid:") }?
            .split(whereSeparator: \.isWhitespace).dropFirst().compactMap { Int32($0) }
    }

    private static func linked(_ path: String) -> String {
        var buffer = [UInt8](repeating: 0, count: 64)
        let count = buffer.withUnsafeMutableBytes { bytes in
            bytes.baseAddress.map { readlink(path, $0.assumingMemoryBound(to: CChar.self), bytes.count) } ?? 0
        }
        return String(decoding: buffer.prefix(max(0, count)), as: UTF8.self)
    }
}

extension Need {
    /// A proc in which tasks have the numbers that the kernel reports to them.
    static let ownProc = Need("a /proc of this PID namespace") { _ in
        ProcView.isOwn ? nil : .unsupported(ProcView.foreign)
    }
}
