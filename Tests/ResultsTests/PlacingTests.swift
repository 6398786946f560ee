import Glibc
import Support
import SystemPackage
import Testing

@testable import Results

/// Where files are put, and what is there already.
@Suite struct PlacingTests {
    private let scratch = Scratch()

    @Test func noTwoResultsGetTheSameName() throws {
        let store = Store(folder: FilePath(scratch.file("results")))
        let paths = try (0..<5).map { _ in try store.newPath(machine: "m", began: 1_783_000_000).string }
        #expect(Set(paths).count == 5, "\(paths)")
    }

    @Test func aLinkIsFollowed() throws {
        let real = scratch.write("old", to: "real")
        let link = scratch.file("link")
        #expect(symlink(real, link) == 0)
        try AtomicFile.write(Array("new".utf8), to: FilePath(link))
        #expect(Command.run(["cat", real]).output == "new")
        var status = stat()
        #expect(lstat(link, &status) == 0 && status.st_mode & S_IFMT == S_IFLNK)
    }

    @Test func aPipeIsWrittenTo() throws {
        let pipe = scratch.file("pipe")
        #expect(mkfifo(pipe, 0o600) == 0)
        let reader = Glibc.open(pipe, O_RDONLY | O_NONBLOCK)
        try #require(reader >= 0)
        defer { close(reader) }
        try AtomicFile.write(Array("whole".utf8), to: FilePath(pipe))
        var bytes = [UInt8](repeating: 0, count: 16)
        #expect(read(reader, &bytes, 16) == 5)
        var status = stat()
        #expect(lstat(pipe, &status) == 0 && status.st_mode & S_IFMT == S_IFIFO)
    }

    @Test func aLinkToNothingIsFollowed() throws {
        let link = scratch.file("link")
        #expect(symlink("there", link) == 0)
        try AtomicFile.write(Array("new".utf8), to: FilePath(link))
        #expect(Processes.text(scratch.file("there")) == "new")
        #expect(Processes.linked(link) == "there")
    }

    /// Whoever may write into the folder cannot foresee a name that is written to.
    @Test func aLinkThatIsLaidIsNotFollowed() throws {
        let victim = scratch.write("precious", to: "victim")
        let result = scratch.file("result.json")
        for name in ["result.json.\(getpid()).part", "result.json.part", ".result.json.\(getpid()).part"] {
            #expect(symlink(victim, scratch.file(name)) == 0)
        }
        try AtomicFile.write(Array("new".utf8), to: FilePath(result))
        #expect(Processes.text(victim) == "precious" && Processes.text(result) == "new")
        #expect(Processes.names(in: scratch.path).filter { $0.hasPrefix(".toll-") } == [])
    }

    /// A process that is killed while it writes leaves nothing: what it wrote had no name yet.
    @Test func whatIsWrittenHasNoNameUntilItIsWhole() throws {
        let watch = inotify_init1(Int32(IN_NONBLOCK))
        try #require(watch >= 0)
        defer { close(watch) }
        try #require(inotify_add_watch(watch, scratch.path, UInt32(IN_MODIFY)) >= 0)
        let result = scratch.file("result.json")
        for text in ["new", "newer"] { try AtomicFile.write(Array(text.utf8), to: FilePath(result)) }
        #expect(Processes.text(result) == "newer")
        var events = [UInt8](repeating: 0, count: 4096)
        let count = max(0, read(watch, &events, events.count))
        let names = String(decoding: events.prefix(count), as: UTF8.self)
        // The kernel calls what has no name after its inode.
        #expect(!names.contains(".toll-") && !names.contains("result.json"), "\(names.debugDescription)")
    }

    @Test func modeAndOwnerStay() throws {
        let path = scratch.write("old", to: "result")
        chmod(path, 0o640)
        if geteuid() == 0 { chown(path, 65534, 65534) }
        var (before, after) = (stat(), stat())
        #expect(stat(path, &before) == 0)
        try AtomicFile.write(Array("new".utf8), to: FilePath(path))
        #expect(stat(path, &after) == 0 && Processes.text(path) == "new")
        #expect(after.st_mode == before.st_mode && after.st_uid == before.st_uid && after.st_gid == before.st_gid)
        // Replaced, and not rewritten: whoever reads the old one reads it to its end.
        #expect(after.st_ino != before.st_ino)
    }

    @Test func aPipeThatNobodyReadsIsGivenUp() {
        let pipe = scratch.file("pipe")
        #expect(mkfifo(pipe, 0o600) == 0)
        #expect(throws: BadResult("\(pipe) cannot be written: nobody reads from it")) {
            try OutputPlace(FilePath(pipe)) { true }
        }
    }

    /// A descriptor gets what is written behind what it has, be it a file's.
    @Test func aDescriptorIsWrittenToAsItIs() throws {
        let path = scratch.write("before ", to: "log")
        let file = Glibc.open(path, O_WRONLY | O_APPEND | O_CLOEXEC)
        try #require(file >= 0)
        defer { close(file) }
        let place = try OutputPlace(FilePath("/dev/fd/\(file)"))
        #expect(place.takesOneDocument && !place.isStandardOutput)
        try place.write(Array("after".utf8))
        #expect(Processes.text(path) == "before after")
    }

    @Test(
        arguments: [
            (["HOME": "", "XDG_DATA_HOME": ""], nil), (["HOME": "here"], "/"), ([:], nil), (["HOME": "/"], "there"),
        ] as [([String: String], String?)])
    func withoutAHomeThereIsNoFolder(_ environment: [String: String], _ home: String?) {
        #expect(throws: BadResult.self) {
            try Store(environment: environment, home: home).newPath(machine: "m", began: 0)
        }
    }

    @Test func theFolderIsInTheHome() {
        #expect(Store(environment: ["HOME": "here"], home: "/h").folder == "/h/.local/share/toll/results")
        #expect(Store(environment: ["HOME": "/i"], home: "/h").folder == "/i/.local/share/toll/results")
        #expect(Store(environment: ["XDG_DATA_HOME": "/d"], home: "/h").folder == "/d/toll/results")
    }
}
