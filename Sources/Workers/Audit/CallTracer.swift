internal import CKernel
internal import Glibc
internal import Probes

/// Runs a command under ptrace, which needs no privilege, and counts the system calls of all its tasks by number. It
/// takes many times as long that way, and switches far more often: nothing else is to be counted meanwhile.
enum CallTracer {
    /// What was counted.
    struct Traced {
        var entries = 0
        var tasks = 0
        var calls: [CommandAudit.CallCount] = []
    }

    static func run(_ words: [String]) throws(AuditFailure) -> Traced {
        let command = try HeldCommand(words)
        let seized = k_trace_seize_family(command.process)
        guard seized == 0, k_trace_interrupt(command.process) == 0 else {
            command.cancel()
            throw AuditFailure("its calls cannot be counted: ptrace: \(errorText(of: seized))")
        }
        command.release()
        var traced = Traced()
        var counts: [Int: Int] = [:]
        var isRunning = false
        while true {
            var status: Int32 = 0
            let task = waitpid(-1, &status, Int32(bitPattern: UInt32(__WALL)))
            if task < 0, errno == EINTR { continue }
            if task < 0 || (task == command.process && k_stopped(status) == 0) { break }
            guard k_stopped(status) != 0 else { continue }
            if k_stop_is_exec(status) != 0, task == command.process { isRunning = true }
            if isRunning, k_stop_is_new_task(status) != 0 { traced.tasks += 1 }
            if isRunning, k_stop_is_syscall(status) != 0 {
                let number = Int(k_trace_entered(task))
                if number != -1 { counts[number, default: 0] += 1 }
            }
            if k_stop_stays(status) != 0 {
                _ = k_trace_listen(task)
            } else {
                _ = k_trace_resume(task, k_stop_signal(status))
            }
        }
        if let reason = command.failure { throw AuditFailure("'\(words[0])' cannot be started: \(reason)") }
        traced.entries = counts.values.reduce(0, +)
        traced.calls = counts.map { .init(name: name(of: $0.key), count: $0.value) }
            .sorted { ($1.count, $0.name) < ($0.count, $1.name) }
        return traced
    }

    private static func name(of number: Int) -> String {
        if number < 0 { return "32-bit calls" }
        return k_call_name(number).map { String(cString: $0) } ?? "call \(number)"
    }
}
