import Basics
import Sampling

/// How far a run is: one living line on a terminal, a line now and then elsewhere.
final class Progress {
    private let rows: Int
    private let terminal: Terminal
    private var proved = 0
    private var launch = 0
    private var nextDraw = 0.0
    private var isDrawn = false

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

    /// Takes the living line away.
    func clear() {
        if isDrawn { Output.finish(saying: "\r\u{1B}[K") }
        isDrawn = false
    }

    private func plain(_ line: String) {
        if !terminal.canErase { say(line) }
    }

    /// Draws at most ten times a second: nobody reads faster, and drawing takes time from measuring.
    private func draw(_ what: String, share: Double, seconds: Double) {
        guard terminal.canErase, seconds >= nextDraw else { return }
        nextDraw = seconds + 0.1
        let left = share > 0.02 ? ", " + Format.secondsLeft(seconds / share - seconds) + " left" : ""
        let line = "\(Format.percent(share))\(left)  \(what)"
        Output.finish(saying: "\r\u{1B}[K" + String(line.escaped.prefix(max(20, terminal.width - 1))))
        isDrawn = true
    }
}
