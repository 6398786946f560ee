import Basics
import Charts
import Dispatch
import Results
import Synchronization
import SystemPackage

extension Report {
    /// Writes a site of the results that words mean, of all stored ones without words. A file that is no result is said
    /// and left out.
    static func atlas(of words: [String], in folder: String) throws {
        let store = Store.ofUser
        let paths = words.isEmpty ? store.files() : try store.files(ofWords: words)
        let heads = ofEach(paths) { path throws(BadResult) in try ResultHead(reading: path) }
        guard !heads.isEmpty else { throw Complaint("there is no result of which to build an atlas") }
        let site = FilePath(folder)
        let pages = Atlas(heads).pages
        let failure = Mutex<BadResult?>(nil)
        DispatchQueue.concurrentPerform(iterations: pages.count) { index in
            do throws(BadResult) {
                let file = pages[index].path.split(separator: "/").reduce(site) { $0.appending(String($1)) }
                try AtomicFile.write(Array(pages[index].text().utf8), to: file)
            } catch {
                failure.withLock { $0 = $0 ?? error }
            }
        }
        if let failure = failure.withLock({ $0 }) { throw failure }
        print("\(site.appending("index.html")): \(numbered(heads.count, "machine")), \(numbered(pages.count, "file"))")
    }
}
