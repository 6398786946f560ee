internal import Basics
internal import CKernel
internal import Counters
internal import Glibc

/// Two workers of io_uring, which are threads of the worker's process that never leave the kernel. They are kept from
/// ever being idle, since the kernel ends idle workers after some seconds and would make others: between batches each
/// is parked in a request of its own.
final class RingWorkers {
    /// The two threads.
    private(set) var threads: [Participant] = []

    private let ring = UnsafeMutablePointer<k_ring>.allocate(capacity: 1)
    private let parking: Pipe
    private let exit: Pipe
    private let null: Descriptor
    private var takeOff: () -> Void = {}

    init(on cpu: Int) throws {
        parking = try Pipe()
        exit = try Pipe()
        null = try Descriptor(opening: "/dev/null", O_WRONLY)
        guard k_ring_make(ring, UInt32(RingWorkers.room)) == 0 else { throw Refusal("no io_uring: \(errorText())") }
        guard k_ring_bind_workers(ring, 2, Int32(cpu)) == 0 else {
            throw Refusal("io_uring's workers cannot be pinned: \(errorText())")
        }
        for _ in 0..<2 { k_ring_queue_splice(ring, parking.reader, null.number, 0) }
        guard k_ring_submit(ring, 2) == 2 else { throw Refusal("io_uring takes no request: \(errorText())") }
        for _ in 0..<1000 where threads.count < 2 {
            usleep(1000)
            threads = RingWorkers.find()
        }
        guard threads.count == 2 else { throw Refusal("io_uring made \(threads.count) workers instead of two") }
        // Workers leave the clearing away of their requests to the task that made them, and wake it each time. As an
        // idle task it does not get the CPU before they sleep, and does it all at once.
        takeOff = try SwitchCondition.policy(SCHED_IDLE, priority: 0).putOn()
    }

    /// The most requests that a batch may be, parking included.
    static let room = 2048

    /// Has each chain done by a worker of its own: a byte that is put into `start` is moved from pipe to pipe until it
    /// comes out of the last. Each link of a chain is one request.
    func run(_ chains: [[(from: Pipe, to: Pipe?)]], from start: Pipe) throws {
        var requests = 0
        for chain in chains {
            for link in chain { k_ring_queue_splice(ring, link.from.reader, (link.to ?? exit).writer, 1) }
            k_ring_queue_splice(ring, parking.reader, null.number, 0)
            requests += chain.count + 1
        }
        guard k_ring_submit(ring, UInt32(requests)) == requests else {
            throw OperationFailed("io_uring takes no requests: \(errorText())")
        }
        for _ in chains { _ = parking.give() }
        guard start.give() == 0, exit.hasInput(within: RingWorkers.patience), exit.take() == 0,
            k_ring_failure(ring) == 0
        else {
            throw OperationFailed("a chain of splices broke off: \(errorText(-k_ring_failure(ring)))")
        }
    }

    func close() {
        takeOff()
        for _ in threads { _ = parking.give() }
        k_ring_end(ring)
        ring.deallocate()
        for pipe in [parking, exit] { pipe.close() }
        null.close()
    }

    /// Milliseconds after which a byte counts as lost.
    private static let patience: Int32 = 10_000

    /// The workers of the calling thread, by the name that the kernel gives them.
    private static func find() -> [Participant] {
        let process = getpid()
        return entriesOfFolder("/proc/self/task").compactMap { Int32($0) }.filter {
            textOfFile("/proc/self/task/\($0)/comm") == "iou-wrk-\(k_gettid())\n"
        }.map { Participant(process: process, task: $0, staysInKernel: true) }
    }
}

extension Pipe {
    /// Whether there is something to take, now or within so many milliseconds.
    func hasInput(within milliseconds: Int32) -> Bool {
        var wanted = pollfd(fd: reader, events: Int16(POLLIN), revents: 0)
        return poll(&wanted, 1, milliseconds) == 1
    }
}

/// Hops in one iteration of the loop.
let ringHops = 2000

/// Two workers of io_uring move a byte to and fro between two pipes, each by a chain of requests. The baseline has one
/// worker do it all: the same requests, and nobody to wait for.
func ringSwitch(on cpu: Int) throws -> Rig {
    let (there, back) = (try Pipe(), try Pipe())
    let (ownThere, ownBack) = (try Pipe(), try Pipe())
    let workers = try RingWorkers(on: cpu)
    let half = ringHops / 2
    let first = [(from: Pipe, to: Pipe?)](repeating: (there, back), count: half)
    let second = [(from: Pipe, to: Pipe?)](repeating: (back, there), count: half - 1) + [(back, nil)]
    let alone =
        (1..<ringHops).map { ($0.isMultiple(of: 2) ? ownBack : ownThere, $0.isMultiple(of: 2) ? ownThere : ownBack) }
        + [(ownBack, nil)]
    return Rig(
        found: workers.threads,
        baseline: { n in for _ in 0..<n { try workers.run([alone], from: ownThere) } },
        finish: {
            workers.close()
            for pipe in [there, back, ownThere, ownBack] { pipe.close() }
        },
        loop: { n in for _ in 0..<n { try workers.run([first, second], from: there) } })
}
