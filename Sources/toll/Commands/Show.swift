import ArgumentParser
import Basics
import Glibc
import Machine
import Results
import Sampling

struct Show: ParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Prints the table of a result.")

    @Argument(help: "A file, the name of a result, @name of a shipped reference, or left out for the newest.")
    var result: String?

    @Flag(help: "Print JSON for scripts.")
    var json = false

    @Flag(name: .shortAndLong, help: "Spell out what lowers each grade, and what to try.")
    var verbose = false

    private struct Shown: Encodable {
        var version = ResultFile.version
        var machine: Fingerprint
        var run: RunConditions
        var probes: [Figure]
    }

    func run() throws {
        let file: ResultFile
        switch try Store.ofUser.open(result) {
        case .run(let run): file = run
        case .reference(let reference): return try show(reference)
        }
        if json {
            return print(try toll.json(Shown(machine: file.machine, run: file.run, probes: file.figures)))
        }
        for line in ResultTable(of: file, isDetailed: verbose).lines(on: .output) {
            print(line)
        }
    }
}

extension Show {
    /// Published figures: what each is, and which row it is compared with.
    private func show(_ reference: Reference) throws {
        if json { return print(try toll.json(reference)) }
        print("\(Terminal.output.show("@" + reference.name, .bold)): \(reference.citation)")
        print("machine: \(reference.machine); kernel: \(reference.kernel)")
        print()
        var table = Table([("figure", .right), ("what was measured", .left), ("compared with", .left)])
        for figure in reference.figures {
            let isTime = figure.unit == "ns"
            func number(_ value: Double) -> String {
                isTime ? Format.time(value) : "\(Format.digits(value)) \(figure.unit)"
            }
            let value =
                figure.low == figure.high ? number(figure.low) : "\(number(figure.low)) … \(number(figure.high))"
            let counterpart: Table.Cell =
                switch figure.counterpart {
                case .cost(let name): Table.Cell(name.text)
                case .net(let name): Table.Cell("\(name), net")
                case .cheapest(let pattern): Table.Cell("the cheapest of \(pattern)")
                case .none(let why): Table.Cell("nothing: \(why)", .dim)
                }
            table.add([Table.Cell(value, .bold), Table.Cell(figure.what), counterpart])
        }
        for line in table.lines(on: .output) { print(line) }
    }
}

extension Store {
    /// The store of the user who runs toll.
    static var ofUser: Store {
        var environment: [String: String] = [:]
        for name in ["XDG_DATA_HOME", "HOME"] {
            if let value = getenv(name) { environment[name] = String(cString: value) }
        }
        let home = getpwuid(geteuid()).flatMap { $0.pointee.pw_dir }.map { String(cString: $0) }
        return Store(environment: environment, home: home)
    }
}
