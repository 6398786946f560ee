internal import Basics
internal import Sampling

/// A workload of the I/O models, as the parameters behind a row's name; what is not named is as usual.
struct Served: Sendable, Hashable {
    let parameters: [ParameterValue]

    /// The usual depth: some connections, ten messages in flight.
    static let tcp10 = Served("transport=1")
    /// One connection, on which one message is under way.
    static let tcp1 = Served("connections=1,in-flight=1,transport=1")
    /// TCP decides: on UNIX sockets a thread is woken twice an event.
    static let depths = [tcp1, tcp10]
    /// Large messages, where copying decides.
    static let large = Served("message=65536,transport=1")
    /// Requests that compute for 10 µs, 100 µs and 1 ms besides.
    static let working = [10_000, 100_000, 1_000_000].map { Served("spin=\($0),transport=1") }
    /// The other transports.
    static let elsewhere = ["", "connections=1,in-flight=1", "transport=2", "connections=1,in-flight=1,transport=2"]
        .map(Served.init)

    init(_ parameters: [ParameterValue]) { self.parameters = parameters }

    init(_ text: String) { self.init(text.isEmpty ? [] : RowName("io@" + text).parameters) }

    /// The rows of models under it.
    func rows(_ models: RowName...) -> [RowName] { models.map { RowName($0.base, parameters) } }
}

extension Evidence {
    /// The family of the I/O models.
    static let served = "io"

    /// Two models under one workload.
    struct Pair {
        let a: Row
        let b: Row
        /// The first over the second, wall time an event.
        let wall: Cost
        /// The same of the server's own CPU time, where both have it.
        let cpu: Cost?
        /// The workload in words.
        let words: String
    }

    /// One model over another under a workload.
    func ratio(_ name: RowName, over other: RowName, at workload: Served) throws(Absence) -> Pair {
        let names = workload.rows(name, other)
        let (a, b) = (try row(names[0]), try row(names[1]))
        return Pair(
            a: a, b: b, wall: try a.over(b), cpu: a.serverCPU.flatMap { first in b.serverCPU.flatMap { first / $0 } },
            words: words(for: workload, by: a))
    }

    /// All workloads under which the result has both models.
    func workloads(of name: RowName, and other: RowName) -> [Served] {
        points(of: name).map { Served($0.parameters) }.filter { workload in
            workload.rows(name, other).allSatisfy { (try? row($0)) != nil }
        }
    }

    /// A workload in words: what a row saw while it was set up and, beside that, what it was asked for.
    func words(for workload: Served, by row: Row) -> String {
        let asked = workload.parameters.reduce(into: [String: Int]()) { $0[$1.name] = $1.value }
        let transport = ["UNIX sockets", "TCP", "pipes"]
        let kind = asked["transport"] ?? 0
        let connections = row.facts[.connections] ?? asked[RowFact.connections.name].map(Double.init)
        let inFlight = row.facts[.inFlight] ?? asked[RowFact.inFlight.name].map(Double.init)
        var words = [transport.indices.contains(kind) ? transport[kind] : "transport \(kind)"]
        if let connections { words.append("\(Format.decimal(connections)) connection\(connections == 1 ? "" : "s")") }
        if let inFlight { words.append("\(Format.decimal(inFlight)) in flight") }
        let known = ["transport", RowFact.connections.name, RowFact.inFlight.name]
        words += workload.parameters.filter { !known.contains($0.name) }.map { parameter in
            switch parameter.name {
            case "message": "messages of \(Format.size(Double(parameter.value)))"
            case "work": "work on \(Format.size(Double(parameter.value)))"
            case "spin": "\(Format.time(Double(parameter.value))) of computing"
            default: "\(parameter.name)=\(parameter.value)".printable
            }
        }
        return words.joined(separator: ", ")
    }
}

/// Which time of a server is compared with the bound.
enum ServedTime: String, Sendable {
    /// Wall time an event: what everything on the CPU takes, the driver's work and waking the server included.
    case wall
    /// The server's own CPU time: without the driver, which is the same for all.
    case cpu = "server CPU"
}

/// One I/O model over another. It has to be as claimed under each of the deciding workloads; the other time, and other
/// workloads that the result has, are said beside.
///
/// - Parameters:
///   - why: why the reading decides, where others say something else.
///   - others: rows that are shown beside.
///   - further: rows that `remarks` takes.
func servedRule(
    _ name: RowName, over other: RowName, _ bound: Bound, by time: ServedTime = .wall, why: String,
    at deciding: [Served] = Served.depths, beside others: [RowName] = [], further: [RowName] = [],
    remarks: @escaping @Sendable (Evidence) -> [String] = { _ in [] }
) -> Rule {
    Rule(deciding.flatMap { $0.rows(name, other) }, beside: others + further) { evidence throws(Absence) in
        let found = ServedReadings(name, over: other, bound, by: time, at: deciding, in: evidence)
        let figures = found.figures + evidence.figures(others)
        guard found.absences.isEmpty || found.deciding.contains(where: { $0.verdict.word == .doesNotHold }),
            let reading = Reading.deciding(found.deciding)
        else { throw Absence(joining: found.absences).beside(found.deciding, others: found.beside, figures) }
        let rest = found.deciding.filter { $0.label != reading.label } + found.beside
        return Judgement(
            of: "\(name) over \(other)", reading, beside: rest, why: why, remarks: remarks(evidence), figures: figures)
    }
}

/// What a result has of one model over another.
struct ServedReadings {
    private(set) var deciding: [Reading] = []
    private(set) var beside: [Reading] = []
    private(set) var absences: [Absence] = []
    private(set) var figures: [HereFigure] = []

    init(
        _ name: RowName, over other: RowName, _ bound: Bound, by time: ServedTime, at workloads: [Served],
        in evidence: Evidence
    ) {
        func readings(_ pair: Evidence.Pair) -> (mine: Reading?, other: Reading?) {
            let wall = Reading("\(pair.words), wall", pair.wall, bound)
            let cpu = pair.cpu.map { Reading("\(pair.words), server CPU", $0, bound) }
            figures.append(HereFigure("\(pair.a.name) over \(pair.b.name)", ratio: pair.wall.estimate))
            return time == .wall ? (wall, cpu) : (cpu, wall)
        }
        for workload in workloads {
            do throws(Absence) {
                let pair = try evidence.ratio(name, over: other, at: workload)
                let found = readings(pair)
                if let mine = found.mine {
                    deciding.append(mine)
                } else {
                    absences.append(
                        Absence("\(pair.a.name) or \(pair.b.name) does not say what CPU time its server took"))
                }
                beside += [found.other].compactMap(\.self)
            } catch {
                absences.append(error)
            }
        }
        let decided = workloads.map { Set($0.parameters) }
        for workload in evidence.workloads(of: name, and: other)
        where !decided.contains(Set(workload.parameters)) {
            if let pair = try? evidence.ratio(name, over: other, at: workload) {
                beside += [readings(pair).mine].compactMap(\.self)
            }
        }
    }
}
