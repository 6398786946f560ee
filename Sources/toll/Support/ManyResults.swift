import Dispatch
import Results
import Synchronization
import SystemPackage

/// Works on many files on all CPUs, each by itself. A file that is no result is said and left out.
func ofEach<Value: Sendable>(
    _ paths: [FilePath], _ read: @Sendable (FilePath) throws(BadResult) -> Value
) -> [Value] {
    let done = Mutex([Result<Value, BadResult>?](repeating: nil, count: paths.count))
    DispatchQueue.concurrentPerform(iterations: paths.count) { index in
        let result = Result { () throws(BadResult) in try read(paths[index]) }
        done.withLock { $0[index] = result }
    }
    return done.withLock { $0 }.compactMap { result in
        switch result {
        case .success(let value): return value
        case .failure(let error): say("left out: \(error.description)")
        case nil: break
        }
        return nil
    }
}

extension QuickResult {
    /// The figures of many files, which are read only down to their samples.
    static func readAll(_ paths: [FilePath]) -> [QuickResult] {
        ofEach(paths) { path throws(BadResult) in try QuickResult(reading: path) }
    }
}

extension Store {
    /// The files that words mean: a folder stands for all results in it.
    func files(ofWords words: [String]) throws -> [FilePath] {
        try words.flatMap { word in try folder(word) ?? [find(word)] }
    }
}
