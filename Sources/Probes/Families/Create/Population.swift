internal import Basics
internal import CKernel
internal import Glibc

/// Many tasks that live and do nothing: threads that sleep in the kernel, in processes of a thousand each. They end
/// with the thread that made them, however it ends.
final class Population {
    /// How many there are.
    private(set) var count = 0
    /// Why there are fewer than wanted, or nil.
    private(set) var shortfall: String?

    private var holders: [Int32] = []

    /// Bytes of the kernel's memory that a sleeping task takes, rounded up: its stack of 16 KiB, its task_struct and
    /// what hangs on it.
    static let bytesPerTask = 40 << 10
    /// Tasks that must still find room beside a population that stopped short.
    private static let spare = 32
    private static let perHolder = 1000

    /// Makes `wanted` of them, or as many as memory and limits allow.
    init(_ wanted: Int, memory: Int) throws {
        let affordable = min(wanted, memory / Population.bytesPerTask)
        if affordable < wanted {
            shortfall = "\(memory >> 20) MiB of memory may be used, \(numbered(affordable, "task's", "tasks'")) worth"
        }
        do { try fill(to: affordable) } catch {
            end()
            throw error
        }
        if let reason = shortfall { shortfall = "\(numbered(count, "live task")) instead of \(wanted): \(reason)" }
    }

    private func fill(to affordable: Int) throws {
        while count < affordable {
            var (made, code) = try addHolder(min(Population.perHolder, affordable - count))
            count += made
            guard code != 0 else { continue }
            shortfall = Limits.reason(for: code)
            // What is measured needs a little room itself. Where numbers have come round, those below 300 are not
            // given again, so that fewer may find room than before.
            while code != 0 {
                var freed = 0
                while freed < Population.spare, let last = holders.popLast() {
                    Population.end(last)
                    freed += sizes.removeLast()
                }
                count -= freed
                guard freed > Population.spare else { break }
                (made, code) = try addHolder(freed - Population.spare)
                count += made
            }
            break
        }
    }

    func end() {
        // All at once first, so that they need not wait for one another.
        for holder in holders { kill(holder, SIGKILL) }
        for holder in holders { waitpid(holder, nil, 0) }
        holders = []
    }

    private var sizes: [Int] = []

    /// One more process, itself counted, that holds `size` tasks. How many there came to be, and the error that kept
    /// it from more.
    private func addHolder(_ size: Int) throws -> (made: Int, code: Int32) {
        let page = try SharedPage()
        defer { page.close() }
        let stack = try Stack(bytes: 4096)
        defer { stack.free() }
        let parent = getpid()
        let holder = k_fork()
        if holder < 0 { return (0, -holder) }
        if holder == 0 {
            if k_die_with_parent(SIGKILL) != 0 || getppid() != parent { _exit(1) }
            var (made, code) = (1, 0)
            while made < size, code == 0 {
                let task = k_clone_thread_parked(stack.top)
                if task > 0 { made += 1 } else { code = -task }
            }
            k_store(page.words + 1, UInt32(code))
            k_store(page.words, UInt32(made))
            _ = k_futex_wake(page.words)
            _ = k_close_all()
            k_sleep_for_ever()
        }
        holders.append(holder)
        if k_load(page.words) == 0 { _ = k_futex_wait_for(page.words, 0, 15_000_000_000) }
        let made = Int(k_load(page.words))
        sizes.append(made)
        return (made, made == 0 ? ETIMEDOUT : Int32(k_load(page.words + 1)))
    }

    private static func end(_ holder: Int32) {
        kill(holder, SIGKILL)
        waitpid(holder, nil, 0)
    }
}
