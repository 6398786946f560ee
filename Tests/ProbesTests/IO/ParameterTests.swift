import Sampling
import Testing

@testable import Probes

@Suite("Parameters behind a name") struct ParameterTests {
    @Test func aNameCarriesThem() throws {
        let chosen = try Catalog.select([
            "io.epoll.state@connections=7,in-flight=3", "io.epoll.fibers@connections=7,in-flight=3",
        ])
        #expect(
            chosen.map(\.name) == [
                "io.epoll.state@connections=7,in-flight=3", "io.epoll.fibers@connections=7,in-flight=3",
            ])
        #expect(try Catalog.select([chosen[1].name.text]).map(\.name) == [chosen[1].name])
    }

    @Test func tasksFollowThem() throws {
        let few = try #require(try Catalog.select(["io.blocking.threads@connections=3"]).first)
        let many = try #require(try Catalog.select(["io.blocking.threads@connections=3000"]).first)
        #expect(many.subject.tasks - few.subject.tasks == 2997)
    }

    @Test(arguments: [
        "io.epoll.state@connections", "io.epoll.state@connections=", "io.epoll.state@=1", "io.epoll.state@",
        "io.epoll.state@connections=1,connections=2", "io.epoll.state@connections=0", "io.epoll.state@message=20",
        "io.epoll.state@message=25", "io.epoll.state@message=1048584", "io.epoll.state@spin=-1",
        "switch.yield.thread@runnable=1", "switch.yield.thread@runnable=3,partner=1", "contention.lock.free@work=12",
        "io.epoll.state@colour=1", "io.epoll.state@transport=3",
        "syscall.null.raw@connections=1", "syscall@connections=1", "io.epoll.state@connections=99999999999999999999",
    ])
    func whatMakesNoSenseIsRefused(pattern: String) {
        let thrown = #expect(throws: (any Error).self) { try Catalog.select([pattern]) }
        #expect(thrown.map { "\($0)".isEmpty } == false)
    }

    @Test func patternsKeepTheOrderOfTheCatalog() throws {
        let names = try Catalog.select(["io.epoll.state", "syscall.null.raw", "io.epoll.state"]).map(\.name)
        #expect(names == ["syscall.null.raw", "io.epoll.state"])
    }
}
