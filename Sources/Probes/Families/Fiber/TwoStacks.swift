internal import CFiber

/// Two stacks and a record, in memory of our own and in the same places of their pages in every launch.
///
/// A load waits for an earlier store if the lower twelve bits of their addresses agree, although it is another's memory
/// that was stored to. Where the frames of two fibers happen to agree so, a switch takes a tenth longer, and with
/// other frames took twice as long. So the thread's stack, which the kernel puts where it likes, is not used.
struct TwoStacks {
    /// The end of the stack of the side that is measured: a page's end.
    let near: UnsafeMutableRawPointer
    /// The end of the other side's: the middle of a page.
    let far: UnsafeMutableRawPointer
    /// Bytes below each end.
    static let bytes = 64 << 10
    /// What a row says of it.
    static let note =
        "stacks of its own, one from a page's end and one from a page's middle; their record at a page's beginning"

    private let memory: Stack
    /// What two addresses must differ in, lest a load wait: not the machine's page, which may be larger.
    static let page = 4096
    private static let recordPages = 4

    init() throws {
        memory = try Stack(bytes: 2 * TwoStacks.bytes + (2 + TwoStacks.recordPages) * TwoStacks.page)
        near = memory.top
        far = near - TwoStacks.bytes - TwoStacks.page / 2
    }

    /// Puts what both sides know into its place.
    func record<Record>(_ record: Record) -> UnsafeMutablePointer<Record> {
        precondition(MemoryLayout<Record>.size <= TwoStacks.recordPages * TwoStacks.page)
        let place = (memory.base + TwoStacks.page).bindMemory(to: Record.self, capacity: 1)
        place.initialize(to: record)
        return place
    }

    /// A loop that runs on the near stack.
    func loop(
        _ work: @escaping @convention(c) (UnsafeMutableRawPointer?, Int) -> Void, _ argument: UnsafeMutableRawPointer
    ) -> (Int) -> Void {
        let worker = (memory.base + TwoStacks.page / 2).bindMemory(to: f_worker.self, capacity: 1)
        worker.initialize(to: f_worker(pair: f_pair(), work: work, argument: argument, count: 0))
        f_prepare(&worker.pointee.pair.there, near, f_work_always, worker)
        return { count in f_work(worker, count) }
    }

    func free() { memory.free() }
}
