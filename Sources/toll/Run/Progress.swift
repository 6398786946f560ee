import Basics
import Sampling

/// How far a run is, and the rows as they firm up: on a terminal in place, elsewhere a line now and then.
final class Progress {
    private let rows: Int
    private let terminal: Terminal
    private var proved = 0
    private var launch = 0
    private var nextDraw = 0.0
    /// What the living lines say of the rows, in the order in which they firmed up.
    private var firm: [(name: RowName, line: String)] = []
    /// The living lines on the screen.
    private var drawn = 0

    init(rows: Int, terminal: Terminal) {
        self.rows = rows
        self.terminal = terminal
    }

    /// Takes note of what happens, and says so where it is worth a line.
    func show(_ event: Engine.Event, share: Double, seconds: Double) {
        switch event {
        case .proving(let name):
            proved += 1
            if proved == 1 { plain("having the kernel count what \(numbered(rows, "row does", "rows do"))") }
            draw("counting \(proved)/\(rows)  \(name)", share: share, seconds: seconds)
        case .warmingUp(let name): draw("warming up \(name)", share: share, seconds: seconds)
        case .overtime(let crowded):
            plain("overtime: \(numbered(crowded, "row has", "rows have")) too few undisturbed batches")
        case .visiting(let name, let number):
            if number > launch {
                launch = number
                plain("launch \(number), \(Format.percent(share)) of the time spent")
            }
            draw("launch \(number)  \(name)", share: share, seconds: seconds)
        case .failed(let name, let failure):
            clear()
            say("\(name) \(failure.kind.rawValue): \(failure.reason)")
        case .roundEnded: break
        }
    }

    /// A row whose interval is as narrow as was asked for, now or again.
    func firmedUp(_ figure: Figure) {
        guard let cost = figure.cost else { return }
        let words = [
            Format.amount(cost.median, figure.unit), "±" + cost.plusMinus(figure.unit), figure.grade?.rawValue ?? "",
        ]
        let line = figure.name.printable + "  " + words.joined(separator: "  ")
        if let place = firm.firstIndex(where: { $0.name == figure.name }) {
            firm[place].line = line
        } else {
            firm.append((figure.name, line))
            plain(line)
        }
    }

    /// Takes the living lines away.
    func clear() {
        if drawn > 0 { Output.finish(saying: Progress.home(drawn)) }
        drawn = 0
    }

    private func plain(_ line: String) {
        if !terminal.canErase { say(line) }
    }

    /// Back to the first of some lines, and everything from there on away.
    private static func home(_ lines: Int) -> String {
        "\r" + (lines > 1 ? "\u{1B}[\(lines - 1)A" : "") + "\u{1B}[J"
    }

    /// Draws at most ten times a second: nobody reads faster, and drawing takes time from measuring.
    private func draw(_ what: String, share: Double, seconds: Double) {
        guard terminal.canErase, seconds >= nextDraw else { return }
        nextDraw = seconds + 0.1
        let left = share > 0.02 ? ", " + Format.secondsLeft(seconds / share - seconds) + " left" : ""
        // Those that do not fit on the screen are in the table at the end.
        let lines = firm.suffix(max(0, terminal.height - 2)).map(\.line) + ["\(Format.percent(share))\(left)  \(what)"]
        let text = lines.map { $0.escaped.shortened(to: max(20, terminal.width - 1)) }.joined(separator: "\n")
        Output.finish(saying: (drawn > 0 ? Progress.home(drawn) : "\r\u{1B}[K") + text)
        drawn = lines.count
    }
}
