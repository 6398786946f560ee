internal import CKernel
internal import Glibc

/// A tmpfs of the worker's own, which is mounted nowhere and gone with the worker. Until it is left, relative paths
/// begin in it.
struct PrivateFolder {
    private let root: Descriptor
    private let before: Descriptor

    init() throws {
        var made = k_tmpfs_detached()
        if made == -EPERM {
            let (user, group) = (getuid(), getgid())
            let result = k_unshare(Int32(k_user_namespace | k_mount_namespace))
            // Whoever has no number there owns no file. Groups may be given numbers by who cannot leave any.
            _ = write("deny", to: "/proc/self/setgroups")
            _ = write("\(user) \(user) 1", to: "/proc/self/uid_map")
            _ = write("\(group) \(group) 1", to: "/proc/self/gid_map")
            made = result == 0 ? k_tmpfs_detached() : result
        }
        root = try Descriptor(made: made, orRefuse: "no tmpfs of one's own")
        do {
            before = try Descriptor(opening: ".", O_RDONLY | O_DIRECTORY)
        } catch {
            root.close()
            throw error
        }
        guard fchdir(root.number) == 0 else {
            root.close()
            before.close()
            throw Refusal("the tmpfs cannot be entered: \(errorText())")
        }
    }

    func leave() {
        fchdir(before.number)
        before.close()
        root.close()
    }
}

/// The path of a file so many names deep, all but the last those of folders.
final class Path {
    let text: UnsafeMutablePointer<CChar>

    /// Makes the folders, below the folder in which relative paths begin.
    init(depth: Int, _ name: String = "f") throws {
        var folder = ""
        for _ in 1..<max(depth, 1) {
            folder += "d"
            guard mkdir(folder, 0o755) == 0 || errno == EEXIST else { throw Refusal("no folder: \(errorText())") }
            folder += "/"
        }
        text = strdup(folder + name)
    }

    /// The same with a file there, of so many bytes.
    convenience init(ofFile bytes: Int, depth: Int) throws {
        try self.init(depth: depth)
        let made = k_open(text, O_WRONLY | O_CREAT | O_CLOEXEC, 0o600)
        guard made >= 0 else { throw Refusal("no file: \(errorText(of: made))") }
        defer { close(made) }
        let block = [UInt8](repeating: 1, count: bytes)
        guard Glibc.write(made, block, bytes) == bytes else { throw Refusal("no room for a file: \(errorText())") }
    }

    func forget() { free(text) }
}

extension Need {
    /// A tmpfs of one's own, for which a user namespace will do; tried by a child.
    static let privateFolder = Need.tried("a tmpfs of one's own") { _ in
        let child = k_fork()
        if child == 0 { _exit(-k_try_tmpfs()) }
        guard child > 0 else { return .untried("no child process for the trial: \(Limits.reason(for: -child))") }
        var status: Int32 = 0
        guard waitpid(child, &status, 0) == child, k_signalled(status) == 0 else {
            return .untried("the trial was lost")
        }
        let code = k_exit_status(status)
        return code == 0
            ? nil : .unsupported("needs root, or a user namespace, to mount a tmpfs: \(errorText(code))")
    }
}
