import CKernel
import Glibc
import Testing

@testable import Probes

/// Runs `body` on a thread that has its CPU and its table of descriptors for itself.
///
/// For the process of an exit test: what `body` forks must not find a lock taken that another test's thread held.
func onThreadOfItsOwn<Value>(_ body: @escaping (Place) throws -> Value) throws -> Value {
    var cpus = [Int32](repeating: 0, count: 1024)
    let found = Int(k_allowed_cpus(0, &cpus, Int32(cpus.count)))
    let place = Place(cpu: Int(cpus[0]), otherCPU: found > 1 ? Int(cpus[1]) : nil)
    var result: Result<Value, any Error>?
    // What hangs is a failure with a signal's name, not a run of the tests that never ends.
    alarm(240)
    withUnsafeMutablePointer(to: &result) { slot in
        let work = Work {
            slot.pointee = Result {
                guard unshare(CLONE_FILES) == 0 else { throw Refusal("unshare: \(errorText())") }
                let pinned = k_pin(0, Int32(place.cpu))
                guard pinned == 0 else { throw Refusal("pin: \(errorText(of: pinned))") }
                return try body(place)
            }
        }
        var thread = pthread_t()
        pthread_create(
            &thread, nil,
            {
                Unmanaged<Work>.fromOpaque($0!).takeRetainedValue().run(); return nil
            },
            Unmanaged.passRetained(work).toOpaque())
        pthread_join(thread, nil)
    }
    return try result!.get()
}

private final class Work {
    let run: () -> Void
    init(run: @escaping () -> Void) { self.run = run }
}

/// Shows what an exit test's process printed: which probes cannot run here, and why.
func tell(_ ended: ExitTest.Result?) {
    guard let ended, !ended.standardOutputContent.isEmpty else { return }
    print(String(decoding: ended.standardOutputContent, as: UTF8.self), terminator: "")
}
