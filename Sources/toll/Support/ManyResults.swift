import Dispatch
import Results
import Synchronization
import SystemPackage

extension QuickResult {
    /// The figures of many files, which are read on all CPUs and only down to their samples. A file that is no result
    /// is said and left out.
    static func readAll(_ paths: [FilePath]) -> [QuickResult] {
        let read = Mutex([Result<QuickResult, BadResult>?](repeating: nil, count: paths.count))
        DispatchQueue.concurrentPerform(iterations: paths.count) { index in
            let result = Result { () throws(BadResult) in try QuickResult(reading: paths[index]) }
            read.withLock { $0[index] = result }
        }
        return read.withLock { $0 }.compactMap { result in
            switch result {
            case .success(let member): return member
            case .failure(let error): say("left out: \(error.description)")
            case nil: break
            }
            return nil
        }
    }
}

extension Store {
    /// The files that words mean: a folder stands for all results in it.
    func files(ofWords words: [String]) throws -> [FilePath] {
        try words.flatMap { word in try folder(word) ?? [find(word)] }
    }
}
