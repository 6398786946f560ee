internal import Glibc

/// The path of a program, by the absolute folders of a search path: a relative one would run what somebody has put into
/// the folder that happens to be the current one. Nil where there is none.
package func program(named name: String, on searchPath: String? = nil) -> String? {
    let path = searchPath ?? getenv("PATH").map { String(cString: $0) } ?? "/usr/bin:/bin"
    return path.split(separator: ":").filter { $0.hasPrefix("/") }.map { "\($0)/\(name)" }.first {
        var status = stat()
        return stat($0, &status) == 0 && status.st_mode & S_IFMT == S_IFREG && access($0, X_OK) == 0
    }
}

/// The folder for files that are soon gone: TMPDIR where that is absolute, or `usual`.
package func temporaryPlace(or usual: String) -> String {
    let named = getenv("TMPDIR").map { String(cString: $0) } ?? ""
    return named.hasPrefix("/") ? named : usual
}
