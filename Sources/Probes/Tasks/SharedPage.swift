internal import CKernel
internal import Glibc

/// A page that worker and partner share, processes too: words to write and to sleep on.
final class SharedPage {
    /// Zeroed words, a cache line apart if taken sixteen by sixteen.
    let words: UnsafeMutablePointer<UInt32>
    private static let bytes = 4096

    init() throws {
        var page: UnsafeMutableRawPointer?
        let result = k_shared(SharedPage.bytes, &page)
        guard let page else { throw Refusal("no shared memory: \(errorText(of: result))") }
        words = page.bindMemory(to: UInt32.self, capacity: SharedPage.bytes / 4)
    }

    /// The word that starts cache line `line`.
    func line(_ line: Int) -> UnsafeMutablePointer<UInt32> { words + line * 16 }

    func close() { munmap(words, SharedPage.bytes) }
}
