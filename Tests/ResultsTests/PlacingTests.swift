import Glibc
import Support
import SystemPackage
import Testing

@testable import Results

/// Where files are put, and what is there already.
@Suite struct PlacingTests {
    private let scratch = Scratch()

    @Test func noTwoResultsGetTheSameName() {
        let store = Store(folder: FilePath(scratch.file("results")))
        let paths = (0..<5).map { _ in store.newPath(machine: "m", began: 1_783_000_000).string }
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
}
