import ArgumentParser
import Probes

/// Runs probes that take parameters over a grid of them: rows of one result, each named after its point.
struct Sweep: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Measures the IO models over connections and messages in flight.",
        discussion: """
            Each point is a row of its own, such as io.epoll.state@connections=1000,in-flight=10; all are measured in \
            the same rounds and kept in one result. Points with more in flight than connections are left out.
            """)

    @Argument(help: "Which probes: names, prefixes or globs, as 'toll run' takes them.")
    var patterns: [String] = ["io"]

    @Option(help: "Connections, separated by commas.")
    var connections = "1,10,100,1000,10000"

    @Option(help: "Messages in flight, separated by commas.")
    var inFlight = "1,10,100"

    @Option(help: "Further parameters for every point, such as transport=1,work=4096.")
    var with: String?

    @Option(name: .shortAndLong, help: "The result file. Default: a new one among the results kept.")
    var output: String?

    @Option(help: "Time for all points together.")
    var budget = "5m"

    func run() throws {
        let able = try Catalog.select(patterns).filter { $0.vary != nil }
        guard !able.isEmpty else { throw ValidationError("none of these probes takes parameters") }
        let (counts, depths) = (try numbers(connections), try numbers(inFlight))
        var points: [String] = []
        for probe in able {
            for count in counts {
                for depth in depths where depth <= count {
                    points.append(
                        "\(probe.name)@connections=\(count),in-flight=\(depth)" + (with.map { ",\($0)" } ?? ""))
                }
            }
        }
        guard !points.isEmpty else { throw ValidationError("no point has as many connections as are in flight") }
        let options = ["--budget", budget] + (output.map { ["--output", $0] } ?? [])
        try Run.parse(options + ["--"] + points).run()
    }

    private func numbers(_ list: String) throws -> [Int] {
        try list.split(separator: ",").map { part in
            guard let number = Int(part), number > 0 else {
                throw ValidationError("'\(part)' is not a number of one or more")
            }
            return number
        }
    }
}
