internal import Basics
internal import CKernel
internal import Glibc
internal import Probes
internal import Sampling

/// A lean parent tried out, in a process of its own that has no other thread: what its children can and cannot do, and
/// that nothing stays of it.
enum Lean {
    private static let bytes = 1 << 20

    /// Prints what is wrong, a line each: exit status 0 for nothing, 1 for something, 77 where it cannot be tried.
    static func check(as user: String) -> Int32 {
        var limit = rlimit()
        setrlimit(__rlimit_resource_t(RLIMIT_CORE.rawValue), &limit)
        if user == "nobody" {
            guard setgid(65534) == 0, setuid(65534) == 0 else { return say("not root", 77) }
        }
        let memory = UnsafeMutablePointer<UInt8>.allocate(capacity: bytes)
        memory.initialize(repeating: 7, count: bytes)
        var wrong: [String] = []
        func demand(_ condition: Bool, _ what: String) { if !condition { wrong.append(what) } }

        let before = (copied: copied(), all: mappings())
        let lean = LeanParent(keeping: nil) { demand(ending(of: k_fork_exit()) == 0, "the trial child") }
        demand(lean.note.contains { $0.hasPrefix("fork copies what a small program has") }, "\(lean.note)")
        demand((lean.facts[.parentResident] ?? .infinity) < 4 * 1_048_576, "\(lean.facts)")
        demand((lean.facts[.parentMappings] ?? .infinity) < Double(before.all) / 2, "\(lean.facts) of \(before.all)")

        for turn in 0..<2000 where ending(of: k_fork_exit()) != 0 { demand(false, "child \(turn)") }
        demand(ending(of: pid_t(k_clone_process_exit())) == 0, "a child of clone")
        demand(ending(of: k_fork_exec("/bin/true")) == 0, "a child that runs a program")
        demand(ending(of: k_fork_exec("/nonexistent")) == 127 << 8, "a child that can run none")
        demand(memory[bytes / 2] == 7, "the parent's memory is not what it was")
        memory[bytes / 2] = 8
        demand(ending(of: forkAndLook(at: memory, by: k_fork)) == SIGSEGV, "what is left out was there")
        demand(ending(of: forkAndLook(at: memory, by: WholeFork.make)) == 0, "a whole fork is not whole")
        demand(copied() < before.copied / 2, "after a whole fork, all is copied")

        lean.restore()
        demand(ending(of: forkAndLook(at: memory, by: k_fork)) == 0, "it was not undone")
        demand(copied() >= before.copied / 20 * 19, "\(copied()) of \(before.copied) bytes are copied again")
        return say(wrong.isEmpty ? "nothing is wrong" : wrong.joined(separator: "\n"), wrong.isEmpty ? 0 : 1)
    }

    private static func forkAndLook(at memory: UnsafeMutablePointer<UInt8>, by fork: () -> pid_t) -> pid_t {
        let child = fork()
        if child == 0 { _exit(memory[bytes / 2] == 8 ? 0 : 1) }
        return child
    }

    private static func ending(of child: pid_t) -> Int32 {
        var status: Int32 = -1
        return waitpid(child, &status, 0) == child ? status & ~0x80 : -1
    }

    private static func text(_ path: String) -> [Substring] { (textOfFile(path) ?? "").split(separator: "\n") }

    private static func mappings() -> Int { text("/proc/self/maps").count }

    /// Bytes of the mappings that the kernel says are copied.
    private static func copied() -> Int {
        var (size, sum) = (0, 0)
        for line in text("/proc/self/smaps") {
            let fields = line.split(separator: " ")
            if fields[0] == "Size:" { size = Int(fields[1]) ?? 0 }
            if fields[0] == "VmFlags:", !fields.contains("dc") { sum += size << 10 }
        }
        return sum
    }

    private static func say(_ line: String, _ status: Int32) -> Int32 {
        puts(line)
        return status
    }
}
