internal import Glibc

/// A flag under a mutex, and a condition variable to wait for it. The mutex is let go before the other is woken, so
/// that the woken never has to wait for it.
struct ConditionVariable: Wire {
    private let page: SharedPage
    private let mutex: UnsafeMutablePointer<pthread_mutex_t>
    private let condition: UnsafeMutablePointer<pthread_cond_t>
    private let isSet: UnsafeMutablePointer<Bool>

    init() throws {
        page = try SharedPage()
        let base = UnsafeMutableRawPointer(page.words)
        mutex = base.bindMemory(to: pthread_mutex_t.self, capacity: 1)
        condition = (base + 128).bindMemory(to: pthread_cond_t.self, capacity: 1)
        isSet = (base + 256).bindMemory(to: Bool.self, capacity: 1)
        let ofMutex = UnsafeMutablePointer<pthread_mutexattr_t>.allocate(capacity: 1)
        let ofCondition = UnsafeMutablePointer<pthread_condattr_t>.allocate(capacity: 1)
        pthread_mutexattr_init(ofMutex)
        pthread_condattr_init(ofCondition)
        defer {
            pthread_mutexattr_destroy(ofMutex)
            pthread_condattr_destroy(ofCondition)
            ofMutex.deallocate()
            ofCondition.deallocate()
        }
        let shared = Int32(PTHREAD_PROCESS_SHARED)
        let codes = [
            pthread_mutexattr_setpshared(ofMutex, shared), pthread_condattr_setpshared(ofCondition, shared),
            pthread_mutex_init(mutex, ofMutex), pthread_cond_init(condition, ofCondition),
        ]
        if let code = codes.first(where: { $0 != 0 }) {
            page.close()
            throw Refusal("no condition variable between processes: \(errorText(code))")
        }
    }

    @inline(__always)
    func give() -> Int32 {
        pthread_mutex_lock(mutex)
        isSet.pointee = true
        pthread_mutex_unlock(mutex)
        return -pthread_cond_signal(condition)
    }

    @inline(__always)
    func take() -> Int32 {
        pthread_mutex_lock(mutex)
        while !isSet.pointee {
            let code = pthread_cond_wait(condition, mutex)
            if code != 0 { return -code }
        }
        isSet.pointee = false
        return -pthread_mutex_unlock(mutex)
    }

    /// The memory goes, and with it both objects: a partner that was killed in its wait would keep
    /// `pthread_cond_destroy` waiting for ever.
    func close() { page.close() }
}
