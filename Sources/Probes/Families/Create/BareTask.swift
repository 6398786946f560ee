internal import CKernel
internal import Glibc

/// Tasks made by clone itself, whose first and only call is exit: what is left is the kernel's part alone.
struct BareTask {
    private let stack: Stack
    private let word: UnsafeMutablePointer<UInt32>

    init() throws {
        stack = try Stack(bytes: 4096)
        word = .allocate(capacity: 1)
        word.initialize(to: 0)
    }

    /// A thread of this process is made, ends and is waited for.
    func thread() throws {
        k_store(word, 1)
        let made = k_clone_thread_exit(stack.top, word)
        guard made > 0 else { throw Limits.failure(of: "clone", Int32(-made)) }
        k_await_thread_end(word)
    }

    /// A process that shares its maker's memory is made with `flags`, ends and is reaped.
    func process(_ flags: Int = k_process_sharing_memory) throws {
        let made = k_clone_exit(flags, stack.top, nil, nil)
        guard made > 0 else { throw Limits.failure(of: "clone", Int32(-made)) }
        try reap(Int32(made))
    }

    /// The same, with the number that the process saw itself have.
    func number() throws -> Int {
        let made = k_clone_exit(k_process_telling_number, stack.top, nil, word)
        guard made > 0 else { throw Limits.failure(of: "clone", Int32(-made)) }
        try reap(Int32(made))
        return Int(k_load(word))
    }

    func free() {
        word.deallocate()
        stack.free()
    }
}

/// Reaps a child that is to have ended well.
func reap(_ child: Int32) throws {
    var status: Int32 = 0
    guard waitpid(child, &status, 0) == child else { throw OperationFailed("waitpid: \(errorText())") }
    guard status == 0 else { throw OperationFailed("the child ended with status \(status)") }
}
