internal import Basics
internal import CKernel
internal import Glibc

/// A control group that the calling task is put into and that a caretaker removes, whatever becomes of the task: the
/// kernel would keep it for ever.
final class ControlGroup {
    /// Where a group can be made, and the file there that takes a task in.
    struct Parent: Equatable {
        var folder: String
        var door: String
    }

    private let parent: Parent
    private let folder: String
    /// The folders of all levels, the outermost first.
    private let folders: [String]
    private let caretaker: Caretaker

    /// A name that no other group has. Not by numbers of tasks: two containers may have the same.
    static func newName() -> String { "toll-" + String(UInt64.random(in: .min ... .max), radix: 16) }

    /// Makes one, or several in one another.
    init(in parent: Parent, named name: String = ControlGroup.newName(), levels: Int = 1) throws {
        self.parent = parent
        let folders = (0..<levels).map {
            parent.folder + "/" + ControlGroup.path(name, levels: $0 + 1)
        }
        (folder, self.folders) = (folders[levels - 1], folders)
        caretaker = try unwinding { cleanup in
            for folder in folders {
                guard mkdir(folder, 0o755) == 0 else {
                    throw Refusal("no control group may be made in \(parent.folder): \(errorText())")
                }
                cleanup.add { ControlGroup.remove(folder) }
            }
            let paths = folders.reversed().map { strdup($0)! }
            defer { paths.forEach { free($0) } }
            return try Caretaker { for path in paths { ControlGroup.remove(path) } }
        }
    }

    /// How the innermost of so many groups is called below where they were made.
    static func path(_ name: String, levels: Int) -> String {
        ([name] + Array(repeating: "in", count: levels - 1)).joined(separator: "/")
    }

    /// Has the levels below the first account for what the first one may: with version 2 nobody does by himself.
    func accountBelow(for controllers: [String]) {
        for folder in folders.dropLast() {
            let known = (textOfFile(folder + "/cgroup.controllers") ?? "").split(whereSeparator: \.isWhitespace)
            for controller in controllers where known.contains(Substring(controller)) {
                _ = write("+" + controller, to: folder + "/cgroup.subtree_control")
            }
        }
    }

    /// Takes a task in, the calling one unless another is named: alone where groups hold threads (version 1), with its
    /// process where they do not.
    ///
    /// A task that is bound to one CPU stays so: before Linux 6.2 it may run on all of the group's when it is moved.
    func enter(_ task: Int32 = 0) throws {
        var cpus: [Int32] = [0, 0]
        let isBound = k_allowed_cpus(task, &cpus, 2) == 1
        guard write(String(task), to: folder + "/" + parent.door) else {
            throw Refusal("the control group takes no task in: \(errorText())")
        }
        guard isBound else { return }
        let bound = k_pin(task, cpus[0])
        if bound < 0 { throw Refusal("the control group has no CPU \(cpus[0]): \(errorText(of: bound))") }
    }

    /// Puts the calling task back, and removes the group.
    func leaveAndRemove() {
        _ = write("0", to: parent.folder + "/" + parent.door)
        caretaker.dismiss()
        removeAll()
    }

    /// Removes the group, whose tasks are others' to end.
    func remove() {
        caretaker.dismiss()
        removeAll()
    }

    /// Should somebody have ended the caretaker, they are still there.
    private func removeAll() { for folder in folders.reversed() { ControlGroup.remove(folder) } }

    /// Removes a group, whose tasks may still be on their way out. A caretaker calls it too: it only calls the kernel.
    private static func remove(_ path: UnsafePointer<CChar>) {
        for _ in 0..<10_000 {
            if rmdir(path) == 0 || errno != EBUSY { return }
            usleep(1000)
        }
    }

    /// Where the calling task's own groups are: with version 1 one for each controller, of which some may be the same,
    /// unless others are named for scheduling and for accounting; with version 2 the nearest above it that hands
    /// scheduling down.
    static func parents(of controllers: [String] = ["cpu", "cpuacct"]) throws -> [Parent] {
        let mounts = (textOfFile("/proc/self/mountinfo") ?? "").split(separator: "\n").compactMap(Mount.init)
        let own = (textOfFile("/proc/thread-self/cgroup") ?? "").split(separator: "\n").map {
            $0.split(separator: ":", maxSplits: 2, omittingEmptySubsequences: false).map(String.init)
        }
        var parents: [Parent] = []
        for controller in controllers {
            guard let mount = mounts.first(where: { $0.type == "cgroup" && $0.options.contains { $0 == controller } }),
                let line = own.first(where: {
                    $0.count == 3 && $0[1].split(separator: ",").contains { $0 == controller }
                })
            else { continue }
            let parent = Parent(folder: mount.folder(of: line[2]), door: "tasks")
            if !parents.contains(parent) { parents.append(parent) }
        }
        if !parents.isEmpty { return parents }
        guard let mount = mounts.first(where: { $0.type == "cgroup2" }),
            let line = own.first(where: { $0.count == 3 && $0[0] == "0" })
        else { throw Refusal("no control groups are mounted") }
        let handsDown = { (folder: String) in
            (textOfFile(folder + "/cgroup.subtree_control") ?? "").split(whereSeparator: \.isWhitespace).contains {
                $0 == "cpu"
            }
        }
        var folder = mount.folder(of: line[2])
        while !handsDown(folder) {
            guard folder.count > mount.point.count, let slash = folder.lastIndex(of: "/") else {
                throw Refusal("no control group above this task hands the cpu controller down")
            }
            folder = String(folder[..<slash])
        }
        return [Parent(folder: folder, door: "cgroup.procs")]
    }

    /// The calling task's group of version 2, whose folder takes further groups whatever controllers it has.
    static func unified() throws -> Parent {
        let mounts = (textOfFile("/proc/self/mountinfo") ?? "").split(separator: "\n").compactMap(Mount.init)
        let own = (textOfFile("/proc/thread-self/cgroup") ?? "").split(separator: "\n").first { $0.hasPrefix("0::") }
        guard let own, let mount = mounts.first(where: { $0.type == "cgroup2" }) else {
            throw Refusal("no control groups of version 2 are mounted")
        }
        return Parent(folder: mount.folder(of: String(own.dropFirst(3))), door: "cgroup.procs")
    }

    /// The folders of the calling task's groups under `controller`, from its own up to the top, as far as they can be
    /// seen; none where nobody controls that.
    static func folders(of controller: String) -> [String] {
        let mounts = (textOfFile("/proc/self/mountinfo") ?? "").split(separator: "\n").compactMap(Mount.init)
        for line in (textOfFile("/proc/thread-self/cgroup") ?? "").split(separator: "\n") {
            let parts = line.split(separator: ":", maxSplits: 2, omittingEmptySubsequences: false)
            guard parts.count == 3, parts[0] == "0" || parts[1].split(separator: ",").contains(Substring(controller))
            else { continue }
            let mount = mounts.first {
                parts[0] == "0"
                    ? $0.type == "cgroup2" : $0.type == "cgroup" && $0.options.contains(Substring(controller))
            }
            guard let mount else { continue }
            var folders = [mount.folder(of: String(parts[2]))]
            while let last = folders.last, last.count > mount.point.count, let slash = last.lastIndex(of: "/") {
                folders.append(String(last[..<slash]))
            }
            return folders
        }
        return []
    }

    /// Where the group's folder is, for a process that is to begin its life in it.
    var path: String { folder }

    /// A line of mountinfo, as far as it matters: see proc_pid_mountinfo(5).
    private struct Mount {
        let point: String
        let type: Substring
        let options: [Substring]

        init?(_ line: Substring) {
            let fields = line.split(separator: " ")
            guard let dash = fields.firstIndex(of: "-"), fields.count > dash + 3, dash > 5 else { return nil }
            point = String(fields[4])
            type = fields[dash + 1]
            options = fields[dash + 3].split(separator: ",")
        }

        /// Where the group that proc calls `path` is seen; the mount itself where it is seen nowhere, as in containers.
        func folder(of path: String) -> String {
            let folder = path == "/" ? point : point + path
            return exists(folder) ? folder : point
        }
    }
}
