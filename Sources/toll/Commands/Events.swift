import ArgumentParser
import Counters

struct Events: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Lists the events that this machine can count, for 'toll run --events'.",
        discussion: "Names are libpfm4's own. Append :u or :k to count in user or kernel mode alone.")

    @Argument(help: "Part of a name or of a description.")
    var pattern = ""

    @Flag(help: "Print JSON for scripts.")
    var json = false

    @OptionGroup var screen: Screen

    private struct Row: Encodable {
        var name: String
        var description: String
    }

    private struct Listing: Encodable {
        var pmus: [PMU]
        var events: [Row]
    }

    func run() throws {
        let catalog = try EventCatalog()
        let events = catalog.events(matching: pattern)
        if json {
            let rows = events.map { Row(name: $0.name, description: $0.description) }
            return print(try toll.json(Listing(pmus: catalog.pmus, events: rows)))
        }
        guard !events.isEmpty else { throw Complaint("no event's name or description holds '\(pattern)'") }
        var table = Table([.init(""), .init("", .left, .wraps)])
        table.hasTitles = false
        for event in events { table.add([Table.Cell(event.name), Table.Cell(event.description)]) }
        screen.show(table.lines(on: screen.output))
        let trial = CounterGroup.trial(.userCycles)
        if trial != 0 {
            let refusal = CounterRefusal(.userCycles, errno: trial, in: .now())
            say("hardware events cannot be counted here: \(refusal.reason)")
        }
    }
}

/// The events of a run: those that the person names, or the usual ones where there is hardware to count them.
struct EventChoice {
    /// What is to be counted.
    let events: [CounterEvent]
    /// Why nothing is, where nothing is.
    let reason: String?

    /// - Throws: `CounterRefusal` for a name that means no event.
    init(named list: String?) throws {
        let names = list?.split(separator: ",").map { $0.trimmingSpaces } ?? EventCatalog.defaultNames
        guard !names.isEmpty, list != "none" else {
            (events, reason) = ([], nil)
            return
        }
        let trial = CounterGroup.trial(.userCycles)
        if list == nil, trial != 0 {
            let refusal = CounterRefusal(.userCycles, errno: trial, in: .now())
            (events, reason) = ([], refusal.reason)
            return
        }
        let catalog = try EventCatalog()
        // Of the usual events a CPU may not know all; those that a person names must be known.
        let known = try names.compactMap { name in
            do { return try catalog.event(named: name) } catch { if list != nil { throw error } else { return nil } }
        }
        (events, reason) = (known, nil)
    }
}

extension Substring {
    fileprivate var trimmingSpaces: String {
        String(drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
    }
}
