internal import CKernel
internal import Glibc

/// A folder on a tmpfs of its own with the files that operations and witnesses open. Root has a tmpfs that is mounted
/// nowhere, and ends with its last descriptor; everybody else a folder in /dev/shm, which a caretaker removes.
final class TaxFolder {
    /// Files beside the one that is opened: each layer of Landlock forbids one of them.
    static let witnesses = 16
    /// Folders in one another, at every depth of which there is the file.
    static let deepest = 32

    let root: Descriptor
    /// The deepest folder asked for, in which the file is opened.
    let place: Descriptor
    private let named: NamedFolder?

    init(depth: Int = 0) throws {
        let mounted = k_detached("tmpfs")
        if mounted >= 0 {
            root = Descriptor(mounted)
            named = nil
        } else {
            let folder = try NamedFolder()
            do {
                root = try Descriptor(opening: folder.path, O_RDONLY | O_DIRECTORY)
            } catch {
                folder.remove()
                throw error
            }
            named = folder
        }
        do {
            place = try TaxFolder.fill(root, depth: depth)
        } catch {
            named?.remove()
            root.close()
            throw error
        }
    }

    func close() {
        place.close()
        root.close()
        named?.remove()
    }

    /// The name of a witness, for calls of the kernel.
    static func witness(_ number: Int) -> String { "witness-\(number)" }

    private static func fill(_ root: Descriptor, depth: Int) throws -> Descriptor {
        var folder = Descriptor(dup(root.number))
        try touch("file", in: folder)
        for number in 0..<witnesses { try touch(witness(number), in: folder) }
        for _ in 0..<depth {
            guard mkdirat(folder.number, "deeper", 0o755) == 0 else {
                throw Refusal("no folder on the tmpfs: \(errorText())")
            }
            let next = openat(folder.number, "deeper", O_RDONLY | O_DIRECTORY | O_CLOEXEC)
            folder.close()
            guard next >= 0 else { throw Refusal("no folder on the tmpfs: \(errorText())") }
            folder = Descriptor(next)
            try touch("file", in: folder)
        }
        return folder
    }

    private static func touch(_ name: String, in folder: Descriptor) throws {
        let file = openat(folder.number, name, O_CREAT | O_RDWR | O_CLOEXEC, 0o644)
        guard file >= 0 else { throw Refusal("no file on the tmpfs: \(errorText())") }
        Glibc.close(file)
    }
}

/// A folder in /dev/shm, where everybody may have one. It would stay for ever, so a caretaker removes it.
final class NamedFolder {
    let path: String
    private let caretaker: Caretaker

    init() throws {
        guard k_is_tmpfs("/dev/shm") != 0 else {
            throw Refusal("/dev/shm is no tmpfs, and one of its own takes root")
        }
        var template = Array("/dev/shm/toll-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else { throw Refusal("no folder in /dev/shm: \(errorText())") }
        let name = template.withUnsafeBufferPointer { strdup($0.baseAddress!)! }
        defer { free(name) }
        path = String(cString: name)
        caretaker = try Caretaker { k_remove_tree(name, Int32(TaxFolder.deepest)) }
    }

    func remove() { caretaker.dismiss() }
}
