import CKernel
import Glibc
import Sampling
import Support
import Testing

@testable import Probes

/// Operations that look at their own results find out where those are wrong.
@Suite struct OperationTests {
    private func failure(_ work: () throws -> Void) -> String? {
        do {
            try work()
            return nil
        } catch { return "\(error)" }
    }

    @Test func aHandlerThatDoesNotRunIsNoticed() throws {
        let signal = try CountedSignal()
        defer { signal.restore() }
        _ = k_block(signal.number, 1)
        let sent = { for _ in 0..<3 { _ = k_signal_thread(getpid(), k_gettid(), signal.number) } }
        #expect(failure { try signal.counting(3, sent) } == "3 signals, and the handler ran 0 times")
        // Of a signal that is blocked the kernel keeps one.
        _ = k_block(signal.number, 0)
        #expect(failure { try signal.counting(1) { _ = k_signal_thread(getpid(), k_gettid(), signal.number) } } == nil)
    }

    @Test func whatIsReadyIsCounted() throws {
        try unwinding { cleanup in
            let crowd = try cleanup.keep(EventFiles(70), EventFiles.close)
            let asked = [crowd.select(cleanup), crowd.poll(cleanup), try crowd.epoll(cleanup)]
            #expect(asked.map { $0() } == [0, 0, 0])
            try crowd.fill(3)
            #expect(asked.map { $0() } == [3, 3, 3])
            cleanup.run()
        }
    }

    /// Every row that looks at its result, with one descriptor fewer ready than it says.
    @Test(arguments: ["ready.select", "ready.poll", "ready.epoll"] as [RowName])
    func oneReadyTooFewIsNoticed(_ name: RowName) throws {
        let probe = try Catalog.probe(named: RowName(name.base, [ParameterValue("ready", 1)]))
        let rig = try probe.prepare(Place(cpu: 0))
        defer { rig.finish() }
        try rig.loop(2)
        // The one that is ready is the one in the middle of those that were opened last.
        for descriptor in entries(in: "/proc/thread-self/fd").compactMap({ Int32($0) }) {
            var value: UInt64 = 0
            if textOf("/proc/thread-self/fdinfo/\(descriptor)").contains("eventfd-count:                1") {
                _ = read(descriptor, &value, 8)
            }
        }
        #expect(failure { try rig.loop(1) } == "1 descriptors are ready, the kernel found 0")
    }

    @Test func pathsHaveSoManyNames() throws {
        let before = getcwd(nil, 0)
        defer {
            if let before { chdir(before) }
            free(before)
        }
        let scratch = Scratch()
        #expect(chdir(scratch.path) == 0)
        for (depth, text) in [(1, "f"), (2, "d/f"), (4, "d/dd/ddd/f")] {
            let path = try Path(ofFile: 3, depth: depth)
            defer { path.forget() }
            #expect(String(cString: path.text).split(separator: "/").count == depth, "\(text)")
            #expect(access(path.text, R_OK) == 0)
        }
    }
}
