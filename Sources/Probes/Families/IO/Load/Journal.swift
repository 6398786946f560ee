internal import CKernel
internal import Glibc

/// For how long each message was under way, as the driver saw it: from before it was sent until its answer had been
/// read. Memory that the driver writes and the worker reads; kept only while somebody wants to know, since two reads of
/// the clock a message are a part of what is measured otherwise.
struct Journal: @unchecked Sendable {
    /// The most entries between opening and closing: enough that the first and the last messages, with fewer beside
    /// them, are few among the others.
    let capacity: Int
    private let memory: UnsafeMutableRawPointer

    private var state: UnsafeMutablePointer<UInt32> { memory.assumingMemoryBound(to: UInt32.self) }
    private var times: UnsafeMutablePointer<Int64> { (memory + Journal.head).assumingMemoryBound(to: Int64.self) }
    private var bytes: Int { Journal.head + capacity * MemoryLayout<Int64>.stride }

    private static let head = 64

    init(inFlight: Int) throws {
        capacity = max(2048, 32 * inFlight)
        var memory: UnsafeMutableRawPointer?
        let result = k_shared(Journal.head + capacity * MemoryLayout<Int64>.stride, &memory)
        guard let memory else { throw Refusal("no shared memory: \(errorText(of: result))") }
        self.memory = memory
    }

    // MARK: - The worker's side, while no message is under way

    /// From now on times are kept.
    func open() {
        state[1] = 0
        k_store(state, 1)
    }

    /// No longer.
    func close() { k_store(state, 0) }

    /// Nanoseconds of each message since it was opened, once all are answered.
    var entries: [Int64] { Array(UnsafeBufferPointer(start: times, count: Int(k_load(state + 1)))) }

    func free() { munmap(memory, bytes) }

    // MARK: - The driver's side

    var isOpen: Bool { k_load(state) != 0 }

    /// One more message has come home.
    func note(_ nanoseconds: Int64) {
        let count = Int(state[1])
        guard count < capacity else { return }
        times[count] = nanoseconds
        k_store(state + 1, UInt32(count + 1))
    }
}
