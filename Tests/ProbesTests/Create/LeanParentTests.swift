import CKernel
import Glibc
import Sampling
import Support
import Testing

@testable import Probes

/// A worker of which a child gets a copy of what it needs.
@Suite struct LeanParentTests {
    /// Its memory stays as it is, children end well in thousands, one that touches what is left out dies, and all of it
    /// is undone.
    @Test(.inTurn, arguments: ["self", "nobody"])
    func childrenGetWhatTheyNeedAndNothingElse(_ user: String) {
        let ended = Command.run([Command.folder + "/TestWorker", "lean", user])
        #expect(ended.status == 0 || ended.status == 77 && user == "nobody", "\(ended.output)\(ended.errors)")
    }

    @Test func mappingsAreReadFromSmaps() {
        let mappings = Mapping.parse(
            """
            55d0-55d2 r-xp 00001000 fe:00 1234                   /usr/lib/a b.so
            Size:                  8 kB
            Rss:                   4 kB
            VmFlags: rd ex mr mw me sd
            7f00-7f10 rw-s 00000000 00:00 0
            Rss:                  12 kB
            VmFlags: rd wr mr dc sd
            7ff0-7ff8 rw-p 00000000 00:00 0                      [stack]
            Rss:                  16 kB
            VmFlags: rd wr mr
            """)
        #expect(mappings.map(\.range) == [0x55d0..<0x55d2, 0x7f00..<0x7f10, 0x7ff0..<0x7ff8])
        #expect(mappings.map(\.name) == ["/usr/lib/a b.so", "", "[stack]"])
        #expect(mappings.map(\.isShared) == [false, true, false])
        #expect(mappings.map(\.isCopied) == [true, false, true])
        #expect(Mapping.copied(of: mappings) == [.parentResident: 20_480, .parentMappings: 2])
        #expect(Mapping.parse("nonsense\n1-x rw-p 0 0 0\n").isEmpty)
        #expect(Mapping.copied(of: []).isEmpty)
    }

    @Test func whatIsKeptIsTakenOutOfAMapping() {
        let whole: Range<UInt> = 10..<20
        #expect(whole.without([]) == [10..<20])
        #expect(whole.without([12..<14]) == [10..<12, 14..<20])
        #expect(whole.without([0..<12, 18..<30]) == [12..<18])
        #expect(whole.without([5..<25]).isEmpty)
        #expect(whole.without([30..<40]) == [10..<20])
        #expect(whole.without([14..<16, 11..<12]) == [10..<11, 12..<14, 16..<20])
    }

    @Test func theNoteSaysHowMuchIsCopiedAndOfWhat() {
        let part: [RowFact: Double] = [.parentResident: 1_572_864, .parentMappings: 16]
        let whole: [RowFact: Double] = [.parentResident: Double(14 << 20), .parentMappings: 56]
        #expect(Parent.note(whole) == "the parent has 14 MiB in memory, in 56 mappings")
        #expect(
            Parent.note(part, of: whole)
                == "fork copies what a small program has, 1.50 MiB in memory, in 16 mappings; the worker has 14 MiB in "
                + "memory, in 56 mappings")
        #expect(Parent.note([:]) == nil)
    }

    /// What is neither lean nor profiled has figures of the old kind, and keeps its version.
    @Test func onlyRowsOfANewMethodAreOfANewVersion() throws {
        let fixed: Set = ["create.fork", "create.clone.process", "create.clone3.pidfd", "create.clone3.cgroup"]
        let lean: Set = ["create.exec.static", "create.exec.dynamic"]
        let profiled: Set = ["create.fork", "create.clone.thread"]
        for probe in Catalog.probes where probe.name.family == "create" {
            let name = probe.name.text
            let version = fixed.contains(name) ? 4 : lean.contains(name) ? 3 : 1
            #expect(probe.subject.version == version + (profiled.contains(name) ? 1 : 0), "\(name)")
            #expect(probe.isAtFixedAddresses == fixed.contains(name), "\(name)")
        }
        #expect(try !Catalog.probe(named: "create.fork.worker").isDefault)
        #expect(try Catalog.probe(named: "create.fork@mib=2").subject.version == 5)
    }

    /// A page that was written to is this process's own, and the file's no more.
    @Test func pagesThatWereNeverWrittenToAreFound() throws {
        let page = Int(getpagesize())
        let file = k_unnamed_file("/tmp")
        try #require(file >= 0 && ftruncate(file, off_t(64 * page)) == 0)
        defer { close(file) }
        let memory = try #require(mmap(nil, 64 * page, PROT_READ | PROT_WRITE, MAP_PRIVATE, file, 0))
        try #require(memory != MAP_FAILED)
        defer { munmap(memory, 64 * page) }
        memory.storeBytes(of: 1, toByteOffset: 20 * page, as: UInt8.self)
        memory.storeBytes(of: 1, toByteOffset: 30 * page, as: UInt8.self)
        let start = UInt(bitPattern: memory)
        let mapping = try #require(Mapping.all.first { $0.range.contains(start + UInt(20 * page)) })
        let wanted = [0..<20, 31..<64].map {
            start + UInt($0.lowerBound * page)..<start + UInt($0.upperBound * page)
        }
        #expect(!mapping.isExecutable && !mapping.isShared && mapping.unwritten == wanted, "\(mapping.unwritten)")
    }
}
