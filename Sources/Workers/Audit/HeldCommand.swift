internal import CKernel
internal import Glibc
internal import Probes
internal import Sampling

/// A command that is held just before it begins, so that whoever counts can get ready.
final class HeldCommand {
    let process: Int32
    private let gate: Int32
    private let answer: Int32

    init(_ words: [String]) throws(AuditFailure) {
        var (gates, answers): ([Int32], [Int32]) = ([0, 0], [0, 0])
        guard !words.isEmpty else { throw AuditFailure("there is no command") }
        guard pipe2(&gates, O_CLOEXEC) == 0, pipe2(&answers, O_CLOEXEC) == 0 else {
            throw AuditFailure("no pipe: \(errorText())")
        }
        var arguments = words.map { strdup($0) } + [nil]
        defer { for word in arguments { free(word) } }
        guard let program = arguments[0] else { throw AuditFailure("there is no memory for the command") }
        process = k_fork()
        if process == 0 {
            // toll ignores it for itself.
            signal(SIGXFSZ, SIG_DFL)
            var byte: UInt8 = 0
            // The way is free, or whoever holds it has gone.
            close(gates[1])
            if k_read1(gates[0], &byte) == 1 { execvp(program, &arguments) }
            var code = errno
            _ = write(answers[1], &code, 4)
            _exit(127)
        }
        close(gates[0])
        close(answers[1])
        (gate, answer) = (gates[1], answers[0])
        guard process > 0 else {
            close(gate)
            close(answer)
            throw AuditFailure("no process for the command: \(Limits.reason(for: -process))")
        }
    }

    deinit {
        close(gate)
        close(answer)
    }

    /// What the kernel has booked on it so far, once it sleeps.
    var books: Tally {
        let ledger = TaskLedger(tasks: [.init(process: process, task: process)])
        for _ in 0..<100 where ledger.take().counted[.voluntarySwitches] == 0 { usleep(1000) }
        return ledger.take()
    }

    /// Lets it go.
    func release() {
        var byte: UInt8 = 0
        _ = k_write1(gate, &byte)
    }

    /// Ends it before it has begun.
    func cancel() {
        kill(process, SIGKILL)
        waitpid(process, nil, 0)
    }

    /// Why it did not become the program asked for; nil where it did. To be asked when it has ended.
    var failure: String? {
        var code: Int32 = 0
        return read(answer, &code, 4) == 4 ? errorText(code) : nil
    }
}

/// Why nothing was counted.
public struct AuditFailure: Error, Sendable, CustomStringConvertible {
    /// One line for people.
    public let description: String

    init(_ description: String) { self.description = description }
}
