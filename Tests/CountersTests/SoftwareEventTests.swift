import Basics
import CKernel
import Glibc
import Testing

@testable import Counters

// What the kernel itself counts, on any machine where it lets this process count.

let canCount = (try? CounterGroup([.contextSwitches], inherit: false)) != nil
private let isRoot = geteuid() == 0

/// Runs `body` in a new thread and waits for its end.
private func inThread(_ body: @escaping @Sendable () -> Void) {
    let box = Unmanaged.passRetained(Box(body))
    var thread = pthread_t()
    pthread_create(
        &thread, nil,
        {
            Unmanaged<Box>.fromOpaque($0!).takeRetainedValue().body()
            return nil
        }, box.toOpaque())
    pthread_join(thread, nil)
}

private final class Box: Sendable {
    let body: @Sendable () -> Void
    init(_ body: @escaping @Sendable () -> Void) { self.body = body }
}

/// Writes to `count` fresh pages, one fault each.
func touchPages(_ count: Int) {
    let size = count * 4096
    let pages = mmap(nil, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)!
    madvise(pages, size, MADV_NOHUGEPAGE)
    for page in 0..<count { pages.storeBytes(of: 1, toByteOffset: page * 4096, as: UInt8.self) }
    munmap(pages, size)
}

@Suite(.enabled(if: canCount, "the kernel lets this process count nothing")) struct SoftwareEventTests {
    @Test func sleepsAreCountedAsSwitches() throws {
        let group = try CounterGroup([.contextSwitches, .migrations, .pageFaults], inherit: false)
        group.enable()
        for _ in 0..<20 { usleep(100) }
        group.disable()
        let readings = try group.read()
        #expect(readings.count == 3)
        #expect(readings[0].value >= 20)
        #expect(readings[0].enabled > 0)
        #expect(readings.allSatisfy { $0.enabled == $0.running })
    }

    @Test(arguments: [false, true]) func pageFaultsAreExactInTheirOrder(inherit: Bool) throws {
        let group = try CounterGroup([.taskClock, .pageFaults, .migrations], inherit: inherit)
        group.enable()
        touchPages(300)
        group.disable()
        let faults = try group.read()[1].value
        #expect(faults >= 300 && faults < 330)
    }

    @Test func nothingIsCountedBeforeEnableNorAfterDisable() throws {
        let group = try CounterGroup([.pageFaults], inherit: true)
        touchPages(50)
        #expect(try group.read()[0].value == 0)
        group.enable()
        group.disable()
        let before = try group.read()[0].value
        touchPages(50)
        #expect(try group.read()[0].value == before)
    }

    /// In a process of its own, whose child finds no lock taken that another test's thread held.
    @Test func inheritedCountsHoldTheLivingAndTheEnded() async {
        await #expect(processExitsWith: .success) {
            alarm(60)
            let group = try CounterGroup([.pageFaults], inherit: true)
            let alone = try CounterGroup([.pageFaults], inherit: false)
            var ready: [Int32] = [0, 0]
            var end: [Int32] = [0, 0]
            #expect(pipe(&ready) == 0 && pipe(&end) == 0)
            // The child exists, and its counters are off, before the group is enabled: enabling must reach it.
            let child = k_fork()
            if child == 0 {
                var byte: UInt8 = 0
                _ = read(end[0], &byte, 1)
                touchPages(400)
                _ = write(ready[1], &byte, 1)
                _ = read(end[0], &byte, 1)
                _exit(0)
            }
            group.enable()
            alone.enable()
            var byte: UInt8 = 0
            _ = write(end[1], &byte, 1)
            _ = read(ready[0], &byte, 1)
            let living = try group.read()[0].value
            #expect(living >= 400)
            _ = write(end[1], &byte, 1)
            waitpid(child, nil, 0)
            #expect(try group.read()[0].value >= living)
            #expect(try alone.read()[0].value < 100)
            inThread { touchPages(200) }
            #expect(try group.read()[0].value >= living + 200)
        }
    }

    @Test func closedGroupsGiveNothingAndMayBeClosedTwice() throws {
        let group = try CounterGroup([.pageFaults], inherit: false)
        group.close()
        group.close()
        #expect(try group.read().isEmpty)
    }

    @Test func anEventThatNoKernelHasIsRefusedWithItsReason() {
        let event = CounterEvent(name: "nonsense", type: 1, config: 9999)
        #expect(throws: CounterRefusal.self) { try CounterGroup([.pageFaults, event], inherit: false) }
    }
}

@Suite struct TracepointTests {
    @Test(.enabled(if: isRoot, "tracefs is root's")) func theMachinesMountsStayAsTheyAre() throws {
        let before = textOfFile("/proc/self/mountinfo")
        let first = try Tracepoint.id(of: "sched/sched_process_fork", mountedAt: "/nowhere")
        let second = try Tracepoint.id(of: "raw_syscalls/sys_enter", mountedAt: "/nowhere")
        #expect(first != second)
        #expect(textOfFile("/proc/self/mountinfo") == before)
    }

    @Test(.enabled(if: isRoot && canCount, "tracefs is root's")) func systemCallsAreCountedOneByOne() throws {
        let group = try CounterGroup([try Tracepoint.event("raw_syscalls/sys_enter")], inherit: false)
        group.enable()
        for _ in 0..<1000 { _ = getppid() }
        group.disable()
        let entries = try group.read()[0].value
        // The ioctl that ends the count is in it.
        #expect(entries >= 1000 && entries <= 1010)
    }

    @Test func aTracepointThatNoKernelHasHasAReason() {
        #expect(throws: CounterRefusal.self) { try Tracepoint.event("no/such") }
    }
}
