import ArgumentParser
import Basics
import Results
import Sampling
import SystemPackage

struct ResultsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "results",
        abstract: "Lists the stored results, newest first, and the published figures that toll has.",
        discussion: """
            Wherever a RESULT is wanted, the name of one will do, or how it begins, where that is one result alone; \
            'last' is the newest, 'prev' the one before.
            """)

    @Flag(help: "List the published figures instead, which are named with an @.")
    var references = false

    @Flag(help: "Print JSON for scripts.")
    var json = false

    @Option(
        help: ArgumentHelp(
            "Write a copy of a result to --output, without what says whose machine it is.", valueName: "result"))
    var scrub: String?

    @Option(name: .shortAndLong, help: "The file that --scrub writes.")
    var output: String?

    @OptionGroup var screen: Screen

    func validate() throws {
        if (scrub == nil) != (output == nil) {
            throw ValidationError("--scrub RESULT and --output FILE belong together")
        }
    }

    private struct Row: Encodable {
        var name: String
        var path: String
        var machine: String?
        var kernel: String?
        var began: Int64?
        var rows: Int
        var grades: [String: Int]
        var wasFinished: Bool?
    }

    private struct Published: Encodable {
        var name: String
        var machine: String
        var kernel: String
        var citation: String
    }

    func run() throws {
        if let scrub, let output {
            return try AtomicFile.write(try Store.ofUser.load(scrub).scrubbed.encoded(), to: FilePath(output))
        }
        if references { try listReferences() } else { try listResults() }
    }

    private func listResults() throws {
        let store = Store.ofUser
        var rows: [Row] = []
        for path: FilePath in store.files() {
            do throws(BadResult) {
                let result = try QuickResult(reading: path)
                let measured = result.figures.filter { $0.status == .measured }
                rows.append(
                    Row(
                        name: result.label, path: path.string, machine: result.model, kernel: result.kernel,
                        began: result.began, rows: measured.count,
                        grades: Dictionary(grouping: measured.compactMap(\.grade?.rawValue)) { $0 }.mapValues(\.count),
                        wasFinished: result.wasFinished))
            } catch {
                say("left out: \(error.description)")
            }
        }
        if json { return print(try toll.json(["results": rows])) }
        guard !rows.isEmpty else { throw Complaint("there is no result yet: 'toll run' makes one") }
        var table = Table([
            .init("result", .left, .wraps), .init("measured", .left, .goes(1)), .init("rows", .right), .init("grades"),
            .init("kernel", .left, .goes(3)), .init("machine", .left, .wraps),
        ])
        for row in rows {
            let grades = row.grades.sorted { $0.key < $1.key }.map { "\($1) \($0)" }.joined(separator: ", ")
            let when = (row.began.map { Format.moment($0) } ?? "").replacing(" UTC", with: "")
            let end = row.wasFinished == false ? " (did not finish)" : ""
            table.add([
                Table.Cell(row.name, .bold), Table.Cell(when), Table.Cell("\(row.rows)"), Table.Cell(grades + end),
                Table.Cell(row.kernel ?? "", .dim), Table.Cell(row.machine ?? "", .dim),
            ])
        }
        screen.show(table.lines(on: screen.output))
    }

    private func listReferences() throws {
        if json {
            let all = Reference.all.map {
                Published(name: "@" + $0.name, machine: $0.machine, kernel: $0.kernel, citation: $0.citation)
            }
            return print(try toll.json(["references": all]))
        }
        var table = Table([
            .init("reference"), .init("figures", .right), .init("machine", .left, .wraps),
            .init("published in", .left, .wraps),
        ])
        for reference in Reference.all {
            table.add([
                Table.Cell("@" + reference.name, .bold), Table.Cell("\(reference.figures.count)"),
                Table.Cell(reference.machine), Table.Cell(reference.citation, .dim),
            ])
        }
        screen.show(table.lines(on: screen.output))
    }
}
