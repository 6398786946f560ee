internal import Glibc

/// A POSIX semaphore in memory that both tasks share. Where nobody sleeps it never enters the kernel.
struct Semaphore: Wire {
    private let page: SharedPage
    private let semaphore: UnsafeMutablePointer<sem_t>

    init() throws {
        page = try SharedPage()
        semaphore = UnsafeMutableRawPointer(page.words).bindMemory(to: sem_t.self, capacity: 1)
        guard sem_init(semaphore, 1, 0) == 0 else {
            defer { page.close() }
            throw Refusal("no semaphore between processes: \(errorText())")
        }
    }

    @inline(__always)
    func give() -> Int32 { sem_post(semaphore) == 0 ? 0 : -errno }

    @inline(__always)
    func take() -> Int32 {
        while sem_wait(semaphore) != 0 {
            if errno != EINTR { return -errno }
        }
        return 0
    }

    func close() {
        sem_destroy(semaphore)
        page.close()
    }
}
