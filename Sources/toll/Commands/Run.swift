import ArgumentParser
import Basics
import Machine
import Probes
import Sampling
import SwiftModels

struct Run: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Measures: progress on stderr, the table on stdout, and a result file.",
        discussion: """
            Without a pattern, measures the default set; 'toll run all' takes every row that can run here and says \
            beforehand how long that takes. Exit status: 0 when every row was measured or had a reason to be skipped, \
            1 when one failed, is INVALID or was cut short, or none was measured, 130 after Ctrl-C, which keeps what \
            was measured.
            """)

    @Argument(
        help: "A name, a prefix of dotted parts (switch.pipe), a glob ('*.thread'), or all.", completion: .probe)
    var patterns: [String] = []

    @Option(help: "CPU pairs for switches: same, sibling, llc, remote, or several with commas.")
    var placement: String?

    @OptionGroup var measuring: Measuring

    func run() throws {
        let probes = try Catalog.select(patterns, from: Catalog.all).filter { !patterns.isEmpty || $0.isDefault }
        let setting = try measuring.setting()
        let placed = try placement.map { try placements($0, of: probes, setting) } ?? probes
        guard patterns.contains(Catalog.everything) else {
            return try measuring.run(placed, in: setting, endsInHeadline: true)
        }
        let able = placed.filter { $0.missing(at: setting.place) == nil }
        let time = Run.time(forRows: able.count)
        let absent = placed.count - able.count
        say(
            "\(numbered(able.count, "row")) can run here: about \((measuring.budget ?? time).words)."
                + (absent > 0 ? " \(numbered(absent, "row")) cannot; 'toll list' says why." : ""))
        try measuring.run(able, in: setting, for: time, endsInHeadline: true)
    }

    /// The time for everything that can run: two seconds a row, but one minute at least, and so much that a run ends
    /// within ten.
    static func time(forRows rows: Int) -> Span {
        min(max(.minute, Span(nanoseconds: Int64(rows) * 2_000_000_000)), Span(nanoseconds: 540_000_000_000))
    }

    /// The probes on the pairs of CPUs asked for. A pair that this machine does not have is said, and left out.
    private func placements(_ list: String, of probes: [Probe], _ setting: Setting) throws -> [Probe] {
        var placed: [Probe] = []
        for word in list.split(separator: ",") {
            guard let placement = Placement(rawValue: String(word)) else {
                let known = Placement.allCases.map(\.rawValue).joined(separator: ", ")
                throw Complaint("'\(word)' is no placement: these are \(known)")
            }
            guard let (cpu, partner) = setting.survey.topology.pair(placement, from: setting.place.cpu) else {
                say("placement \(placement.rawValue) skipped: \(placement.lacking)")
                continue
            }
            placed += try probes.filter { probe in probe.parameters.contains { $0.name == "partner" } }.map {
                try $0.varied(by: [.init("cpu", cpu), .init("partner", partner)])
            }
        }
        guard !placed.isEmpty else {
            throw Complaint("nothing to measure: only switches that take cpu and partner can be placed")
        }
        return placed
    }
}
