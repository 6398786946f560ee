internal import CKernel
internal import Glibc

/// A thread that answers the faults of another with a copy of a page.
///
/// The pages are given back by the hundreds, which is not timed. The last page of all is nobody's: a touch of it ends
/// the thread.
func userfault(at place: Place) throws -> Rig {
    try unwinding { cleanup in
        let count = 512
        let pages = try cleanup.keep(Pages(count + 1), Pages.free)
        let source = try cleanup.keep(Pages(1), Pages.free)
        source.write(1)
        let faults = try cleanup.keep(
            Descriptor(made: k_userfault(pages.base, (count + 1) * Pages.size), orRefuse: "no userfaultfd"),
            Descriptor.close)
        let page = try cleanup.keep(SharedPage(), SharedPage.close)
        let last = UInt(bitPattern: pages.base + count * Pages.size)
        let (descriptor, copied, failure) = (faults.number, source.base, page.line(0))
        let partner = try Partner(.thread, on: place.cpu) {
            var at: UInt = 0
            repeat {
                let result = k_userfault_answer(descriptor, copied, Pages.size, &at)
                // Whoever waits for the page would wait for ever.
                if result != 0, result != -EAGAIN {
                    k_store(failure, UInt32(bitPattern: result))
                    close(descriptor)
                    return
                }
            } while at != last
        }
        cleanup.add {
            if k_load(failure) == 0 { k_write_pages(pages.base + count * Pages.size, 1, Pages.size) }
            partner.end()
        }
        return Rig(
            partners: [partner], finish: cleanup.run,
            timing: { n, watch in
                var left = n
                while left > 0 {
                    let some = min(left, count)
                    try pages.giveBack()
                    watch.time { pages.write(some) }
                    let code = Int32(bitPattern: k_load(failure))
                    guard code == 0 else { throw OperationFailed("a fault was not answered: \(errorText(of: code))") }
                    left -= some
                }
            }
        ).inSteps(of: userfaults)
    }
}

/// Faults in an iteration: so many that a few of the program itself do not matter.
let userfaults = 64

extension Need {
    /// Faults that a task answers for another, tried on a page.
    static let userfaults = Need.tried("userfaultfd") { _ in
        guard let page = try? Pages(1) else { return .untried("no page for the trial") }
        defer { page.free() }
        let made = k_userfault(page.base, Pages.size)
        if made >= 0 {
            close(made)
            return nil
        }
        return .unsupported(
            made == -EPERM
                ? "userfaultfd needs root here (vm.unprivileged_userfaultfd)" : "no userfaultfd: \(errorText(of: made))"
        )
    }
}
