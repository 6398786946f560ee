internal import CKernel
internal import Counters
internal import Glibc

/// A task in a program of its own, for sandboxes, which start programs and take no task in. It gets its orders through
/// its standard input and answers through its standard output, since no other descriptor and no shared memory goes into
/// every sandbox. Its loops are those of all tasks.
public enum TaxServer {
    /// What the program is started with, before the operation's name.
    public static let word = "taxed"

    /// Serves until its input ends. The exit status.
    public static func serve(_ words: [String]) -> Int32 {
        guard words.count == 1, let operation = TaxOperation(rawValue: words[0]) else { return 64 }
        let cleanup = Cleanup()
        defer { cleanup.run() }
        do {
            try serve(operation, cleanup)
            return 0
        } catch {
            let text = "\(error)\n"
            _ = write(2, text, text.utf8.count)
            return 1
        }
    }

    /// What is asked for. The numbers go over the line as they lie in memory.
    struct Order {
        var iterations: UInt64 = 0
        var extra: UInt64 = 0
        var isTicks: UInt64 = 0
    }

    /// What came of it.
    struct Answer {
        var start: UInt64 = 0
        var end: UInt64 = 0
        var wrong: UInt64 = 0
        var before = Surroundings()
        var after = Surroundings()
    }

    /// The first word of a task, by its number: 0 for the one that is timed, 1 for the one that answers it.
    struct Greeting {
        static let sign: UInt64 = 0x746f_6c6c_2d74_6178
        var sign = Greeting.sign
        var number: UInt64 = 0
    }

    private static func serve(_ operation: TaxOperation, _ cleanup: Cleanup) throws {
        var cpu: Int32 = 0
        guard k_allowed_cpus(0, &cpu, 1) > 0 else { throw Refusal("no CPU") }
        let folder = operation == .open ? try cleanup.keep(TaxFolder(), TaxFolder.close) : nil
        let loops = try TaxLoops(operation, in: folder?.place, cleanup)
        if operation.tasks > 1 {
            let other = try Partner(.process, on: Int(cpu)) {
                if send(Greeting(number: 1)) { loops.other() }
            }
            cleanup.add(other.end)
        }
        let pinned = k_pin(0, cpu)
        guard pinned == 0 else { throw Refusal("the task cannot be pinned: \(errorText(of: pinned))") }
        var isHeard = send(Greeting())
        while isHeard, let order = receive() {
            let clock = Clock(source: order.isTicks != 0 ? .ticks : .raw, nanosecondsPerTick: 1)
            var answer = Answer()
            // Whoever has just got the CPU finds nothing of its own in the caches.
            var wrong = loops.timed(Int(order.extra))
            answer.before = .now
            answer.start = clock.now()
            wrong += loops.timed(Int(order.iterations))
            answer.end = clock.now()
            answer.after = .now
            answer.wrong = UInt64(wrong)
            isHeard = send(answer)
        }
    }

    private static func send<Words>(_ words: Words) -> Bool {
        withUnsafeBytes(of: words) { k_write(1, $0.baseAddress, $0.count) == $0.count }
    }

    private static func receive() -> Order? {
        var order = Order()
        let came = withUnsafeMutableBytes(of: &order) { k_read(0, $0.baseAddress, $0.count) }
        return came == MemoryLayout<Order>.size ? order : nil
    }
}

/// What a task can see of where it is: which PID namespace and which mount namespace it is in, and what kernel it is
/// told that it runs on.
struct Surroundings: Equatable {
    var processes: UInt64 = 0
    var mounts: UInt64 = 0
    var kernel: UInt64 = 0

    static var now: Surroundings {
        Surroundings(
            processes: k_number_of_file("/proc/self/ns/pid"), mounts: k_number_of_file("/proc/self/ns/mnt"),
            kernel: k_digest_of_file("/proc/version"))
    }
}
