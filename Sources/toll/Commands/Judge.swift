import ArgumentParser
import Basics
import Claims
import Glibc
import Probes
import Results
import Sampling
import SwiftModels

struct JudgeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "judge",
        abstract: "Measures what the claims of 2007 need, in one run, and prints the verdicts.",
        discussion: """
            Without a name, judges every claim. With a result, measures only what it leaves open, and writes a new \
            result with the rows of both; the machine must be the same. First says what cannot run here. Exit status \
            as for 'toll run'.
            """)

    @Argument(
        help: "Claims, by name; and a result to go on from: a file, or the name of a stored result.")
    var words: [String] = []

    @OptionGroup var measuring: Measuring

    /// How long it takes unless something else is asked for.
    static let usually = Span(nanoseconds: 300_000_000_000)
    /// Nanoseconds that a row's proof, workers and fewest batches take whatever the budget: a run of 92 rows with a
    /// budget of a second took two minutes on two CPUs that others used too.
    private static let leastForRow: Int64 = 1_300_000_000

    func run() throws {
        let (wanted, word) = try ClaimsCommand.parsed(words)
        let setting = try measuring.setting()
        let given = try word.map { try Store.ofUser.load($0) }
        var earlier = given.map { kept(of: $0, in: setting) } ?? Earlier()
        let known = here(setting, earlier.records)
        let agenda = Agenda(
            for: wanted, beside: known, cpus: setting.place.cpus.count, probes: Catalog.all.map(\.name))
        let selection = Selection(agenda, at: setting.place)
        for line in selection.leftOut.flatMap({ wrapped($0, width: measuring.screen.error.measure) }) { say(line) }
        guard !selection.probes.isEmpty else {
            guard let given else {
                throw Complaint("nothing to measure: no row that can run here decides these claims")
            }
            say("nothing to measure: the result has every row that can run here")
            return show(given, wanted)
        }
        let rows = numbered(selection.probes.count, "row")
        let claims = numbered(agenda.claims.count, "claim")
        let budget = measuring.budget ?? Self.usually
        let least = Span(nanoseconds: Int64(selection.probes.count) * Self.leastForRow)
        let more = measuring.overtime.map { ", and up to \($0.words) more beside a neighbour" } ?? ""
        say("\(rows) for \(claims), about " + max(budget, least).words + more)
        earlier.add(selection.skipped)
        try measuring.run(
            selection.probes, in: setting, after: earlier, for: Self.usually,
            printing: { ClaimsTable(report: ClaimsReport(of: $0, of: wanted)).lines(on: $1) },
            until: agenda.rows(openIn:))
    }

    /// The rows of a result that need not be measured again, and how many they are.
    private func kept(of given: ResultFile, in setting: Setting) -> Earlier {
        if let obstacle = Earlier.obstacle(in: given, to: here(setting)) {
            say("none of the result's rows is kept: \(obstacle)")
            return Earlier()
        }
        let versions = Dictionary(uniqueKeysWithValues: Catalog.all.map { ($0.name.base, $0.subject.version) })
        let earlier = Earlier(given) { versions[$0.name.base] == $0.version }
        say("\(numbered(earlier.records.count, "row")) of the result \(earlier.records.count == 1 ? "is" : "are") kept")
        return earlier
    }

    /// A result of this machine before anything more is measured.
    private func here(_ setting: Setting, _ records: [Record] = []) -> ResultFile {
        let place = setting.place
        let run = RunConditions(
            plan: Plan(), cpu: place.cpu, otherCPU: place.otherCPU, clock: "", began: Int64(time(nil)))
        return ResultFile(machine: .ofThisMachine(setting.survey), run: run, records: records)
    }

    private func show(_ result: ResultFile, _ wanted: Set<String>) {
        let screen = measuring.screen
        screen.show(ClaimsTable(report: ClaimsReport(of: result, of: wanted)).lines(on: screen.output))
    }
}

/// The rows of an agenda that can be measured here, and why others cannot.
private struct Selection {
    /// Those that can.
    private(set) var probes: [Probe] = []
    /// Those that a machine lacks something for, as rows of the result.
    private(set) var skipped: [Record] = []
    /// A line for each reason: the rows, and what lacks.
    private(set) var leftOut: [String] = []

    init(_ agenda: Agenda, at place: Place) {
        var unknown: [RowName] = []
        var lacking: [(reason: String, rows: [RowName])] = []
        func leave(_ row: RowName, _ reason: String) {
            if let index = lacking.firstIndex(where: { $0.reason == reason }) {
                lacking[index].rows.append(row)
            } else {
                lacking.append((reason, [row]))
            }
        }
        for row in agenda.rows {
            // A probe that is yet to be written, or does not take these parameters yet.
            guard let probe = try? Catalog.probe(named: row, among: Catalog.all) else {
                unknown.append(row)
                continue
            }
            // What could not be tried now may be there when its turn comes.
            guard case .unsupported(let reason)? = probe.missing(at: place) else {
                probes.append(probe)
                continue
            }
            leave(row, reason)
            var record = Record(probe.subject)
            record.failure = .init(status: .skipped, reason: reason)
            skipped.append(record)
        }
        for row in agenda.crowded { leave(row, "each creator needs a CPU, and \(place.cpus.count) may be used") }
        let places = Dictionary(uniqueKeysWithValues: Catalog.all.enumerated().map { ($1.name.base, $0) })
        probes.sort { (places[$0.name.base] ?? 0, $0.name) < (places[$1.name.base] ?? 0, $1.name) }

        func named(_ rows: [RowName]) -> String { rows.map(\.printable).joined(separator: ", ") }
        func claims(_ rows: [RowName]) -> String {
            "claims: "
                + agenda.claims.map(\.id).filter { id in rows.contains { agenda.claims(taking: $0).contains(id) } }
                .joined(separator: ", ")
        }
        if !unknown.isEmpty {
            leftOut.append("left out: no probe of this toll measures \(named(unknown)) yet (\(claims(unknown)))")
        }
        leftOut += lacking.map { reason, rows in "left out: \(named(rows)): \(reason) (\(claims(rows)))" }
    }
}
