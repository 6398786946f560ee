import ArgumentParser
import Glibc
import Probes
import Results
import Sampling
import SwiftModels
import SystemPackage

extension Store {
    /// The store of the user who runs toll.
    static var ofUser: Store {
        var environment: [String: String] = [:]
        for name in ["XDG_DATA_HOME", "HOME"] {
            if let value = getenv(name) { environment[name] = String(cString: value) }
        }
        let home = getpwuid(geteuid()).flatMap { $0.pointee.pw_dir }.map { String(cString: $0) }
        return Store(environment: environment, home: home)
    }

    /// The result that a word means; without one, the newest that has what is wanted, or else the newest of all. Says
    /// where that is another than the newest.
    func load(_ word: String?, having wanted: Wanted) throws -> ResultFile {
        guard word == nil else { return try load(word) }
        for (age, path) in files().prefix(Wanted.mostFiles).enumerated() {
            guard let result = try? QuickResult(reading: path) else { continue }
            let measured = result.figures.filter { $0.status == .measured }.map(\.name)
            guard wanted.isThere(Set(measured)) else { continue }
            if age > 0 { say("the newest result with \(wanted.what): \(result.label)") }
            return try load(path.string)
        }
        return try load(nil)
    }
}

extension CompletionKind {
    /// Names of probes; behind an @ the parameters that the probe takes.
    static var probe: CompletionKind {
        .custom { words, index, prefix in
            let typed = prefix.isEmpty && words.indices.contains(index) ? words[index] : prefix
            guard let at = typed.firstIndex(of: "@") else { return Catalog.all.map(\.name.text) }
            let base = String(typed[..<at])
            // Of parameters those before the last comma are there already.
            let given = typed.lastIndex(of: ",").map { String(typed[...$0]) } ?? base + "@"
            let probe = Catalog.all.first { $0.name.base == base }
            return (probe?.parameters ?? []).map { given + $0.name + "=" }
        }
    }

    /// Words for a result: names of results, words by age, references, and files.
    static var result: CompletionKind {
        .custom { _, _, _ in
            Store.ofUser.names + Store.selectors + Reference.all.map { "@" + $0.name }
                + (Store(folder: FilePath(".")).files().map { String($0.lastComponent?.string ?? "") })
        }
    }
}
