internal import Basics
internal import CKernel
internal import Counters
internal import Glibc
public import Sampling

/// What the kernel counted of a command and of all tasks that it made, from the program's first instruction on.
public struct CommandAudit: Sendable {
    /// The counts, and why others are absent.
    public private(set) var tally: Tally
    /// System calls by name, the most frequent first; empty where nobody asked for them.
    public private(set) var calls: [CallCount] = []
    /// Nanoseconds from start to end.
    public private(set) var nanoseconds: Int64
    /// Seconds of CPU that its tasks used in their own code, and in the kernel.
    public private(set) var (user, system): (Double, Double)
    /// The share of all CPUs' time that went to others meanwhile; nil where the kernel does not tell.
    public private(set) var foreignShare: Double?
    /// What the command ended with, as a shell has it: its exit status, or 128 and the signal's number.
    public private(set) var status: Int32
    /// Whether tasks of it still live, whose counts are not all in.
    public private(set) var livesOn = false

    /// How often a system call was entered.
    public struct CallCount: Sendable, Equatable, Codable {
        /// Its name, or its number where that has no name here.
        public let name: String
        /// How often.
        public let count: Int
    }

    /// What is counted, in the order in which it is shown.
    public static let quantities: [Quantity] = [
        .contextSwitches, .voluntarySwitches, .migrations, .pageFaults, .syscalls, .tasksCreated,
    ]

    /// Runs a command to its end and counts.
    ///
    /// - Parameter withCalls: runs it a second time, under a tracer that counts its calls one by one.
    /// - Throws: why it could not be started.
    public init(of words: [String], withCalls: Bool) throws(AuditFailure) {
        k_adopt_orphans()
        let command = try HeldCommand(words)
        let counters = CommandCounters(of: command.process)
        let before = command.books
        // The terminal sends it to both; whoever counts has to see the end.
        let interruption = signal(SIGINT, SIG_IGN)
        defer { signal(SIGINT, interruption) }
        let machine = BusyTime.now
        let start = Clock.raw()
        command.release()
        let ended = Ended(waitingFor: command.process)
        nanoseconds = Clock.raw() - start
        if let reason = command.failure { throw AuditFailure("'\(words[0])' cannot be started: \(reason)") }
        status = ended.status
        livesOn = ended.livesOn
        (user, system) = (ended.user, ended.system)
        if let earlier = machine, let later = BusyTime.now, later.all > earlier.all {
            let own = (user + system) * Double(sysconf(Int32(_SC_CLK_TCK)))
            foreignShare = max(0, later.busy - earlier.busy - own) / (later.all - earlier.all)
        }
        tally = ended.booked.since(before)
        counters.add(to: &tally)
        guard withCalls else { return }
        let traced = try CallTracer.run(words)
        calls = traced.calls
        for (quantity, count) in [(Quantity.syscalls, traced.entries), (.tasksCreated, traced.tasks)]
        where tally.counted[quantity] == nil {
            tally.counted[quantity] = count
            tally.absent[quantity] = nil
        }
    }
}

/// The kernel's counters, attached to a task that is about to become a command, and to all that it will make.
private struct CommandCounters {
    private var groups: [(quantity: Quantity, group: CounterGroup)] = []
    private var refused: [Quantity: String] = [:]

    init(of process: Int32) {
        for quantity in CommandAudit.quantities {
            do throws(CounterRefusal) {
                guard let event = try Proof.event(quantity) else { continue }
                groups.append(
                    (quantity, try CounterGroup([event], task: process, inherit: true, startsOnExec: true)))
            } catch {
                refused[quantity] = error.reason
            }
        }
    }

    /// The kernel's own counters take precedence over its books.
    func add(to tally: inout Tally) {
        var refused = refused
        for (quantity, group) in groups {
            do throws(CounterRefusal) {
                tally.counted[quantity] = Int(try group.read().reduce(0) { $0 + $1.value })
            } catch {
                refused[quantity] = error.reason
            }
        }
        for (quantity, reason) in refused where tally.counted[quantity] == nil { tally.absent[quantity] = reason }
        for quantity in tally.counted.keys { tally.absent[quantity] = nil }
        // The books also hold what happened between the command's release and its first instruction.
        if let all = tally.counted[.contextSwitches], let voluntary = tally.counted[.voluntarySwitches] {
            tally.counted[.voluntarySwitches] = max(0, min(voluntary, all))
        }
    }
}

/// The end of a command: what the kernel booked on it and on all tasks of its that were waited for.
private struct Ended {
    var status: Int32 = 0
    var livesOn = false
    var (user, system) = (0.0, 0.0)
    var booked = Tally(operations: 1, counted: [.contextSwitches: 0, .voluntarySwitches: 0, .pageFaults: 0])

    init(waitingFor process: Int32) {
        var isOver = false
        while true {
            var (code, usage): (Int32, rusage) = (0, rusage())
            // Orphans come to this process. Those that live on are not waited for.
            let ended = wait4(-1, &code, isOver ? WNOHANG : 0, &usage)
            if ended < 0, errno == EINTR { continue }
            livesOn = ended == 0
            guard ended > 0 else { return }
            add(usage)
            guard ended == process else { continue }
            isOver = true
            status = k_signalled(code) != 0 ? 128 + k_signal(code) : k_exit_status(code)
        }
    }

    private mutating func add(_ usage: rusage) {
        func seconds(_ time: timeval) -> Double { Double(time.tv_sec) + Double(time.tv_usec) / 1e6 }
        user += seconds(usage.ru_utime)
        system += seconds(usage.ru_stime)
        booked.counted[.contextSwitches, default: 0] += Int(usage.ru_nvcsw + usage.ru_nivcsw)
        booked.counted[.voluntarySwitches, default: 0] += Int(usage.ru_nvcsw)
        booked.counted[.pageFaults, default: 0] += Int(usage.ru_minflt + usage.ru_majflt)
    }
}

/// The time of all CPUs, in ticks.
private struct BusyTime {
    let busy: Double
    let all: Double

    static var now: BusyTime? {
        guard let line = textOfFile("/proc/stat")?.split(separator: "\n").first else { return nil }
        // user nice system idle iowait irq softirq steal
        let fields = line.split(separator: " ").dropFirst().compactMap { Double($0) }
        guard fields.count >= 8 else { return nil }
        return BusyTime(
            busy: fields[0] + fields[1] + fields[2] + fields[5] + fields[6], all: fields[0..<8].reduce(0, +))
    }
}
