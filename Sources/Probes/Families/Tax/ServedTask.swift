internal import CKernel
internal import Counters
internal import Glibc

/// A program that starts another one under a layer.
struct Sandbox {
    /// Its name, for reasons.
    let name: String
    /// All words of its start, for the words of the program that it is to start.
    let start: (_ program: String, _ words: [String]) -> [String]
    /// Whether what a task sees, beside what this process does, says that it is inside.
    let holds: (_ inside: Surroundings, _ outside: Surroundings) -> Bool
    /// Whether the kernel has no tasks for those inside, and lets no sockets in.
    var isOpaque = false
}

/// A task in a program of its own (`TaxServer`), in a sandbox or outside of any.
final class ServedTask {
    /// Its tasks as the kernel knows them.
    let participants: [Participant]

    private let sandbox: Sandbox?
    private let line: Line
    private let program: Partner
    private let said: Scroll
    private let operationsPerIteration: Int
    private let outside = Surroundings.now

    init(in sandbox: Sandbox?, at site: TaxSite) throws {
        self.sandbox = sandbox
        operationsPerIteration = site.operation.perIteration
        let path = try ServedTask.ownProgram()
        let task = [TaxServer.word, site.operation.rawValue]
        let words = Words(sandbox?.start(path, task) ?? [path] + task)
        defer { words.free() }
        let (line, said) = (
            try site.cleanup.keep(Line(isSocket: sandbox?.isOpaque != true), Line.close),
            try site.cleanup.keep(Scroll(), Scroll.close)
        )
        (self.line, self.said) = (line, said)
        let program = try Partner(.process, on: site.place.cpu) {
            guard k_redirect(line.there.reader, line.there.writer, said.number) == 0 else { return }
            _ = k_become(words.first, words.list)
        }
        self.program = program
        line.leave()
        site.cleanup.add {
            // At the end of its input it ends by itself, and whoever started it tidies up.
            line.close()
            for _ in 0..<500 where program.isAlive { usleep(10_000) }
            program.end()
        }
        participants = try (0..<site.operation.tasks).map { _ in
            var (greeting, sender) = (TaxServer.Greeting(sign: 0), Int32(0))
            let came = withUnsafeMutableBytes(of: &greeting) {
                k_receive_from(line.here.reader, $0.baseAddress, $0.count, 8000, &sender)
            }
            guard came == MemoryLayout<TaxServer.Greeting>.size, greeting.sign == TaxServer.Greeting.sign else {
                // What it says last, it says at its end.
                for _ in 0..<100 where program.isAlive { usleep(10_000) }
                let late = came == -Int(ETIMEDOUT) ? " in time" : ""
                throw Refusal("\(sandbox?.name ?? "toll") starts no task\(late): \(said.lastLine)")
            }
            return Participant(process: sender, task: sender)
        }.filter { $0.task > 0 }
    }

    /// Has it do so many iterations and times them, and looks where it was.
    func run(_ iterations: Int, _ watch: inout Stopwatch) throws {
        let extra = iterations > 0 ? max(1, iterations / 16) : 0
        let order = TaxServer.Order(
            iterations: UInt64(iterations), extra: UInt64(extra), isTicks: watch.clock.source == .ticks ? 1 : 0)
        let went = withUnsafeBytes(of: order) { k_write(line.here.writer, $0.baseAddress, $0.count) }
        guard went == MemoryLayout<TaxServer.Order>.size else { throw OperationFailed(death) }
        var (answer, came, sender) = (TaxServer.Answer(), -Int(ETIMEDOUT), Int32(0))
        while came == -Int(ETIMEDOUT) {
            came = withUnsafeMutableBytes(of: &answer) {
                k_receive_from(line.here.reader, $0.baseAddress, $0.count, 200, &sender)
            }
            if came == -Int(ETIMEDOUT), !program.isAlive { break }
        }
        guard came == MemoryLayout<TaxServer.Answer>.size else { throw OperationFailed(death) }
        watch.add(from: answer.start, to: answer.end)
        watch.besides += extra * operationsPerIteration
        if answer.wrong > 0 { throw OperationFailed("\(answer.wrong) of \(iterations + extra) iterations went wrong") }
        for seen in [answer.before, answer.after] {
            if let sandbox {
                guard sandbox.holds(seen, outside) else { throw OperationFailed("the layer is not there") }
            } else if seen != outside {
                throw OperationFailed("the bare task is under the layer")
            }
        }
    }

    private var death: String { "the task \(sandbox == nil ? "without" : "under") the layer has died" }

    /// What it is started from: this program, or what the tests have instead.
    nonisolated(unsafe) static var programOfTests: String?

    private static func ownProgram() throws -> String {
        if let programOfTests { return programOfTests }
        guard let path = targetOfLink("/proc/self/exe"), access(path, X_OK) == 0 else {
            throw Refusal("toll's own program is not to be found")
        }
        return path
    }
}

/// Where a symbolic link leads; nil where there is none.
func targetOfLink(_ path: String) -> String? {
    var bytes = [UInt8](repeating: 0, count: 4096)
    let length = bytes.withUnsafeMutableBytes { readlink(path, $0.baseAddress!, $0.count) }
    return length > 0 ? String(decoding: bytes[..<length], as: UTF8.self) : nil
}

/// A line to a program, there and back: a socket, which says who speaks, or two pipes.
final class Line {
    typealias End = (reader: Int32, writer: Int32)
    let here: End
    let there: End
    private var isOpen = true
    private var isLeft = false

    init(isSocket: Bool) throws {
        if isSocket {
            var ends: [Int32] = [-1, -1]
            let made = k_unix_pair(1, &ends)
            guard made == 0 else { throw Refusal("no socket pair: \(errorText(of: made))") }
            (here, there) = ((ends[0], ends[0]), (ends[1], ends[1]))
            _ = k_tell_senders(ends[0])
        } else {
            let out = try Pipe()
            let back: Pipe
            do { back = try Pipe() } catch {
                out.close()
                throw error
            }
            (here, there) = ((back.reader, out.writer), (out.reader, back.writer))
        }
    }

    /// Leaves the other end to the program that has it by now.
    func leave() {
        if !isLeft { Line.close(there) }
        isLeft = true
    }

    func close() {
        leave()
        if isOpen { Line.close(here) }
        isOpen = false
    }

    private static func close(_ end: End) { for number in Set([end.reader, end.writer]) { Glibc.close(number) } }
}
