internal import CKernel
internal import Glibc
internal import Sampling

/// The other side of all connections: a process that keeps messages under way in a seeded order and checks every
/// answer. It allocates nothing once it runs.
struct Driver {
    /// Seconds without an answer after which it gives up.
    static let patience: UInt32 = 5

    let workload: Workload
    let status: DriverStatus
    private let journal: Journal
    private let channel: Int32
    /// Whether it has a CPU for itself and therefore never sleeps while messages are under way.
    let spins: Bool

    let peers: UnsafeMutablePointer<Peer>
    /// Connections without a message under way, and the places among which those with one are kept.
    private let free: UnsafeMutablePointer<Int>
    let flying: UnsafeMutablePointer<Int>
    /// When they were sent, while the journal is open.
    private let departures: UnsafeMutablePointer<Int64>
    private var isTimed = false
    /// Messages that go out and come in in parts, where they are large; small ones share the first one's buffer.
    let parts: Parts
    private var freeCount: Int
    private var random: SplitMix64
    /// Looks in vain since the last answer, and when the first thousands of them were over.
    private var misses = 0
    private var missedSince: Int64 = 0

    /// What it remembers of a connection: its end, the message that is or was under way, and the sum of all keys sent,
    /// which is what the server's work on the state must come to.
    struct Peer {
        var endpoint = Endpoint(reader: -1, writer: -1)
        var sequence: UInt32 = 0
        var sum: UInt64 = 0
    }

    /// Lays out what it will need; connections come over `channel`.
    init(_ workload: Workload, status: DriverStatus, journal: Journal, channel: Int32, spins: Bool) {
        self.workload = workload
        self.status = status
        self.journal = journal
        self.channel = channel
        self.spins = spins
        let count = workload.connections
        peers = .allocate(capacity: count)
        peers.initialize(repeating: Peer(), count: count)
        free = .allocate(capacity: count)
        for index in 0..<count { free[index] = index }
        flying = .allocate(capacity: workload.inFlight)
        flying.initialize(repeating: -1, count: workload.inFlight)
        departures = .allocate(capacity: workload.inFlight)
        departures.initialize(repeating: 0, count: workload.inFlight)
        parts = Parts(workload)
        freeCount = count
        random = SplitMix64(seed: UInt64(truncatingIfNeeded: workload.seed))
    }

    /// Gives back what the parent's copy took; the child's goes with it.
    func release() {
        peers.deallocate()
        free.deallocate()
        flying.deallocate()
        departures.deallocate()
        parts.release()
    }

    /// Takes the connections over, then drives until something goes wrong or its parent ends it.
    mutating func run() {
        guard takeConnections() else { return }
        var sent: UInt32 = 0
        var answered: UInt32 = 0
        while true {
            var granted = k_load(status.granted)
            if sent == granted {
                k_store(status.answered, answered)
                status.announce()
                rest(at: granted)
                granted = k_load(status.granted)
                isTimed = journal.isOpen
            }
            // Fill the flight, then replace each message that has come home until the grant is used up.
            var width = 0
            while sent != granted, width < workload.inFlight {
                guard send(slot: width) else { return }
                width += 1
                sent &+= 1
            }
            var under = width
            var slot = 0
            while under > 0 {
                if slot == width { slot = 0 }
                guard flying[slot] >= 0 else { slot += 1; continue }
                switch collect(slot: slot, of: width) {
                case .failed: return
                case .none: break
                case .answer:
                    if isTimed { journal.note(k_raw_ns() - departures[slot]) }
                    answered &+= 1
                    if sent != granted {
                        guard send(slot: slot) else { return }
                        sent &+= 1
                    } else {
                        flying[slot] = -1
                        under -= 1
                    }
                }
                slot += 1
            }
        }
    }

    /// Waits for more to do: awake for a moment where it has its own CPU, since batches follow one another closely.
    private func rest(at granted: UInt32) {
        if spins {
            for _ in 0..<20_000 where k_load(status.granted) == granted { k_pause() }
        }
        while k_load(status.granted) == granted { _ = k_futex_wait(status.granted, granted) }
    }

    private func takeConnections() -> Bool {
        var numbers: (Int32, Int32) = (-1, -1)
        for index in 0..<workload.connections {
            let count = withUnsafeMutablePointer(to: &numbers) {
                $0.withMemoryRebound(to: Int32.self, capacity: 2) { k_receive_descriptors(channel, $0) }
            }
            guard count > 0 else {
                status.note(
                    .descriptors, by: .driver, connection: UInt32(index), detail: UInt32(bitPattern: -count))
                return false
            }
            peers[index].endpoint = Endpoint(reader: numbers.0, writer: count == 1 ? numbers.0 : numbers.1)
            peers[index].endpoint.setWaiting(false)
        }
        status.take(workload.connections)
        return true
    }

    /// Sends the next message of a connection drawn from those that have none under way.
    private mutating func send(slot: Int) -> Bool {
        let key = random.next()
        let drawn = Int(key.multipliedFullWidth(by: UInt64(freeCount)).high)
        let index = free[drawn]
        freeCount -= 1
        free[drawn] = free[freeCount]
        flying[slot] = index
        peers[index].sequence &+= 1
        peers[index].sum &+= key
        let message = Message(at: parts.buffer(slot), size: workload.messageBytes)
        message.connection = UInt32(index)
        message.sequence = peers[index].sequence
        message.fill(key)
        message.checksum = message.sum(.request)
        if isTimed { departures[slot] = k_raw_ns() }
        return parts.areSent ? startSending(slot) : sendWhole(slot)
    }

    enum Collected { case answer, none, failed }

    /// Reads the answer of the connection in a slot, if it is there.
    private mutating func collect(slot: Int, of width: Int) -> Collected {
        let (index, buffer) = (flying[slot], parts.buffer(slot))
        if parts.areSent {
            let came = goOn(slot, of: width)
            guard case .answer = came else { return came }
            return home(slot)
        }
        var done = 0
        while done < workload.messageBytes {
            let got = k_read(peers[index].endpoint.reader, buffer + done, workload.messageBytes - done)
            if got > 0 {
                done += got
                misses = 0
                continue
            }
            guard got == -Int(EAGAIN) || got == -Int(EINTR) else {
                _ = fail(index, got)
                return .failed
            }
            guard hasPatience(with: index) else { return .failed }
            if spins, done == 0 { return .none }
        }
        return home(slot)
    }

    /// Takes a whole answer: the connection has no message under way any more.
    private mutating func home(_ slot: Int) -> Collected {
        free[freeCount] = flying[slot]
        freeCount += 1
        return verify(slot) ? .answer : .failed
    }

    /// Waits for an answer: on its own CPU only for as long as it takes to look at another connection.
    private mutating func hasPatience(with index: Int) -> Bool {
        if spins {
            misses += 1
            guard misses & 0xfff == 0 else { return true }
            if misses == 0x1000 { missedSince = k_raw_ns() }
            if k_raw_ns() - missedSince < Int64(Driver.patience) * 1_000_000_000 { return true }
        } else {
            var look = pollfd(fd: peers[index].endpoint.reader, events: Int16(POLLIN), revents: 0)
            if poll(&look, 1, Int32(Driver.patience) * 1000) != 0 { return true }
        }
        status.note(
            .silent, by: .driver, connection: UInt32(index), detail: Driver.patience, due: peers[index].sequence)
        return false
    }

    private func verify(_ slot: Int) -> Bool {
        let index = flying[slot]
        let peer = peers[index]
        let message = Message(at: parts.buffer(slot), size: workload.messageBytes)
        var fault: Fault?
        if message.checksum != message.sum(.answer) {
            fault = .altered
        } else if message.connection != UInt32(index) {
            fault = .misled
        } else if message.sequence != peer.sequence {
            fault = Int32(bitPattern: message.sequence &- peer.sequence) > 0 ? .overtaken : .doubled
        } else if message.key != peer.sum {
            fault = .wrongWork
        }
        guard let fault else { return true }
        let detail = fault == .misled ? message.connection : message.sequence
        status.note(fault, by: .driver, connection: UInt32(index), detail: detail, due: peer.sequence)
        return false
    }

    /// Notes what a call on a connection gave instead of bytes.
    func fail(_ index: Int, _ result: Int) -> Bool {
        status.note(
            result == 0 || result == -Int(ECONNRESET) || result == -Int(EPIPE) ? .closed : .refused, by: .driver,
            connection: UInt32(index), detail: UInt32(truncatingIfNeeded: -result), due: peers[index].sequence)
        return false
    }
}
