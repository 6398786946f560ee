internal import CKernel
internal import Counters
internal import Glibc

/// A process that does operations when it is asked to, times them itself, and says what its witness saw. There is one
/// under the layer and one that is bare, in all else alike; for hops each has another one that answers.
final class TaxTask {
    /// 0: the one that is timed; 1: the one that answers it.
    let number: Int
    let partner: Partner
    /// Those who answer its calls.
    private(set) var supervisors: [Partner] = []
    /// What entering the layer gave: 0, or a descriptor of the task's.
    private(set) var entered: Int32 = 0
    /// Words that supervisors of the task count in and report to.
    var supervised: UnsafeMutablePointer<UInt32> { page.line(8) }

    private let page: SharedPage
    private let cleanup: Cleanup
    private let imposition: Imposition?
    private let witnesses: [Witness]
    private let operationsPerIteration: Int
    private let settling: Int
    private var orders: UInt32 = 0

    /// Where things stand in the page.
    private enum Word {
        static let order = 0, done = 16, entered = 32
        // Pairs of words from here on.
        static let iterations = 24, extra = 25, isTicks = 26, start = 27, end = 28
        static let refused = 29, own = 30, wrong = 31
        // What up to sixteen witnesses saw, each.
        static let before = 96, after = 112
    }

    /// The most witnesses that a layer has.
    static let mostWitnesses = 16

    /// Makes the process.
    ///
    /// - Parameters:
    ///   - imposition: the layer; nil for a bare one, which `witnesses` must not find under it.
    ///   - settling: iterations that it does before each batch at the least.
    init(
        _ number: Int, in site: TaxSite, _ loops: TaxLoops, under imposition: Imposition?, witnesses: [Witness],
        settling: Int
    ) throws {
        precondition(witnesses.count <= TaxTask.mostWitnesses)
        self.number = number
        self.settling = settling
        operationsPerIteration = site.operation.perIteration
        self.imposition = imposition
        self.witnesses = witnesses
        cleanup = site.cleanup
        page = try cleanup.keep(SharedPage(), SharedPage.close)
        let (words, values) = (page.words, TaxTask.values(page))
        let enter = imposition?.enter ?? { _ in 0 }
        let (begin, end) = (imposition?.begin ?? {}, imposition?.end ?? {})
        let put = imposition?.put ?? ({ 0 }, {})
        let ownCalls = imposition?.ownCalls ?? { 0 }
        let birth = imposition?.birth
        try birth?.before()
        defer { birth?.after() }
        partner = try Partner(.process, on: site.place.cpu) {
            k_allow_tracing()
            var entered = enter(number)
            if entered >= 0, number == 0 {
                // What cannot be put on is to be known now.
                let first = put.on()
                put.off()
                if first < 0 { entered = first }
            }
            k_store(words + Word.entered, UInt32(bitPattern: entered < 0 ? entered : entered + 1))
            _ = k_futex_wake(words + Word.entered)
            guard entered >= 0 else { return }
            if number > 0 {
                // Where a supervisor answers, it has to be there first.
                while k_load(words + Word.order) == 0 { _ = k_futex_wait(words + Word.order, 0) }
                begin()
                loops.other()
                return
            }
            TaxTask.serve(words, values, loops, (begin, end), put, ownCalls, witnesses)
        }
        cleanup.add(partner.end)
        try waitFor(words + Word.entered, not: 0) { Refusal("a task did not come under the layer in time") }
        let answer = Int32(bitPattern: k_load(words + Word.entered))
        guard answer > 0 else {
            throw Refusal("\(imposition?.complaint ?? "a task did not start"): \(errorText(of: answer))")
        }
        entered = answer - 1
        try imposition?.attach(self)
        guard number > 0 else { return }
        k_store(words + Word.order, 1)
        _ = k_futex_wake(words + Word.order)
    }

    /// The life of the task that is timed.
    private static func serve(
        _ words: UnsafeMutablePointer<UInt32>, _ values: UnsafeMutablePointer<UInt64>, _ loops: TaxLoops,
        _ timed: (begin: () -> Void, end: () -> Void), _ put: (on: () -> Int32, off: () -> Void),
        _ ownCalls: () -> Int, _ witnesses: [Witness]
    ) {
        var seen: UInt32 = 0
        while true {
            while k_load(words + Word.order) == seen { _ = k_futex_wait(words + Word.order, seen) }
            seen = k_load(words + Word.order)
            let (iterations, extra) = (Int(values[Word.iterations]), Int(values[Word.extra]))
            let clock = Clock(source: values[Word.isTicks] != 0 ? .ticks : .raw, nanosecondsPerTick: 1)
            let callsBefore = ownCalls()
            values[Word.refused] = UInt64(bitPattern: Int64(min(put.on(), 0)))
            timed.begin()
            // Whoever has just got the CPU finds nothing of its own in the caches.
            var wrong = loops.timed(extra)
            timed.end()
            read(witnesses, into: values + Word.before)
            timed.begin()
            let start = clock.now()
            wrong += loops.timed(iterations)
            let stop = clock.now()
            timed.end()
            read(witnesses, into: values + Word.after)
            put.off()
            values[Word.own] = UInt64(ownCalls() - callsBefore)
            (values[Word.start], values[Word.end], values[Word.wrong]) = (start, stop, UInt64(wrong))
            k_store(words + Word.done, seen)
            _ = k_futex_wake(words + Word.done)
        }
    }

    /// Asks the witnesses. It is the first task that is timed.
    private static func read(_ witnesses: [Witness], into values: UnsafeMutablePointer<UInt64>) {
        for (place, witness) in witnesses.enumerated() {
            values[place] =
                switch witness {
                case .presence(let isThere): isThere() ? 1 : 0
                case .count(let count, _, _, _, _): UInt64(bitPattern: Int64(count(0)))
                }
        }
    }

    /// Has it do so many iterations and times them, and holds what the witness saw against what it must see.
    func run(_ iterations: Int, _ watch: inout Stopwatch) throws {
        let values = TaxTask.values(page)
        let extra = iterations > 0 ? max(settling, iterations / 16) : 0
        values[Word.iterations] = UInt64(iterations)
        values[Word.extra] = UInt64(extra)
        values[Word.isTicks] = watch.clock.source == .ticks ? 1 : 0
        orders &+= 1
        k_store(page.words + Word.order, orders)
        _ = k_futex_wake(page.words + Word.order)
        while k_load(page.words + Word.done) != orders {
            let done = k_load(page.words + Word.done)
            let waited = k_futex_wait_for(page.words + Word.done, done, 200_000_000)
            if waited == -Int(ETIMEDOUT), !partner.isAlive {
                throw OperationFailed("the task \(imposition == nil ? "without" : "under") the layer has died")
            }
        }
        watch.add(from: values[Word.start], to: values[Word.end])
        watch.besides += extra * operationsPerIteration
        watch.ownCalls += Int(values[Word.own])
        let refused = Int64(bitPattern: values[Word.refused])
        if refused < 0 { throw OperationFailed("the layer cannot be put on: \(errorText(of: refused))") }
        if values[Word.wrong] > 0 {
            throw OperationFailed("\(values[Word.wrong]) of \(iterations + extra) iterations went wrong")
        }
        for (place, witness) in witnesses.enumerated() {
            let before = Int64(bitPattern: values[Word.before + place])
            try check(witness, before, Int64(bitPattern: values[Word.after + place]), iterations)
        }
    }

    /// Makes a process that takes part in its calls, and waits until it says in `supervised` that it does.
    func supervise(on place: Place, _ body: @escaping () -> Void) throws {
        let supervisor = try Partner(.process, on: place.cpu, body: body)
        cleanup.add(supervisor.end)
        supervisors.append(supervisor)
        try waitFor(supervised, not: 0) { Refusal("the supervisor did not begin in time") }
        let answer = Int32(bitPattern: k_load(supervised))
        guard answer > 0 else { throw Refusal("the supervisor cannot watch the task: \(errorText(of: answer))") }
    }

    private func check(_ witness: Witness, _ before: Int64, _ after: Int64, _ iterations: Int) throws {
        switch witness {
        case .presence:
            let wanted: Int64 = imposition == nil ? 0 : 1
            guard before == wanted, after == wanted else {
                throw OperationFailed(
                    imposition == nil ? "the bare task is under the layer" : "the layer is not there")
            }
        case .count(_, let perIteration, let besides, let slack, let trailing):
            guard imposition != nil else {
                guard after - before <= Int64(trailing) else {
                    throw OperationFailed("the layer acted \(after - before) times on the bare task")
                }
                return
            }
            let wanted = Int64(iterations * perIteration + besides)
            guard abs(after - before - wanted) <= Int64(slack) else {
                throw OperationFailed("the layer acted \(after - before) times instead of \(wanted)")
            }
        }
    }

    private static func values(_ page: SharedPage) -> UnsafeMutablePointer<UInt64> {
        UnsafeMutableRawPointer(page.words).assumingMemoryBound(to: UInt64.self)
    }
}

/// Waits, up to five seconds, until a word is no longer `value`.
func waitFor(_ word: UnsafeMutablePointer<UInt32>, not value: UInt32, _ late: () -> Refusal) throws {
    let end = Clock.raw() + 5_000_000_000
    while k_load(word) == value {
        guard Clock.raw() < end else { throw late() }
        _ = k_futex_wait_for(word, value, 50_000_000)
    }
}
