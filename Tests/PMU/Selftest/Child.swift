import CKernel
import Glibc

/// What `body` says in a child process, or how that ended when it took more than `limit` seconds or said nothing.
func inChild(limit: Int32 = 10, _ body: () -> String) -> String {
    var ends: [Int32] = [0, 0]
    guard pipe(&ends) == 0 else { return "no pipe" }
    fflush(nil)
    let child = k_fork()
    if child == 0 {
        let text = body()
        _ = write(ends[1], text, text.utf8.count)
        _exit(0)
    }
    close(ends[1])
    defer { close(ends[0]) }
    var waiting = pollfd(fd: ends[0], events: Int16(POLLIN), revents: 0)
    let ready = poll(&waiting, 1, limit * 1000) > 0
    var text = [UInt8](repeating: 0, count: 1024)
    let length = ready ? read(ends[0], &text, text.count) : 0
    kill(child, SIGKILL)
    var status: Int32 = 0
    waitpid(child, &status, 0)
    if !ready { return "! took more than \(limit) s" }
    if length <= 0 { return k_signalled(status) != 0 ? "! died of signal \(k_signal(status))" : "! said nothing" }
    return String(decoding: text[..<length], as: UTF8.self)
}
