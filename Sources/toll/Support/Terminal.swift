import ArgumentParser
import Glibc

/// What the output goes to, and therefore how it may look.
struct Terminal {
    /// Whether it is one at all, and not a file or a pipe.
    let isInteractive: Bool
    /// Whether colours are wanted.
    let hasColour: Bool
    /// Characters in a line: what COLUMNS says, else the terminal, else 100.
    let width: Int
    /// Lines on the screen.
    let height: Int

    /// When there are colours.
    enum Colour: String, ExpressibleByArgument, CaseIterable {
        /// On a terminal, unless NO_COLOR is set (https://no-color.org) or it is a dumb one.
        case auto
        case always, never
    }

    /// Without a terminal lines are so long.
    static let usualWidth = 100
    /// What COLUMNS may say.
    private static let widths = 20...10_000

    init(_ descriptor: Int32, colour: Colour = .auto) {
        isInteractive = isatty(descriptor) == 1
        let isPlain = Terminal.variable("NO_COLOR") != nil
        let isDumb = Terminal.variable("TERM") == "dumb"
        hasColour =
            switch colour {
            case .always: true
            case .never: false
            case .auto: isInteractive && !isPlain && !isDumb && Terminal.variable("TERM") != nil
            }
        var size = winsize()
        let isKnown = isInteractive && ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0 && size.ws_col > 0
        let wanted = Terminal.variable("COLUMNS").flatMap { Int($0) }.flatMap {
            Terminal.widths.contains($0) ? $0 : nil
        }
        width = wanted ?? (isKnown ? max(Terminal.widths.lowerBound, Int(size.ws_col)) : Terminal.usualWidth)
        height = isKnown && size.ws_row > 0 ? Int(size.ws_row) : 24
    }

    static let output = Terminal(STDOUT_FILENO)
    static let error = Terminal(STDERR_FILENO)

    /// Characters in a line of prose, which nobody reads when it is very long.
    var measure: Int { min(width, 120) }

    /// Looks of text.
    enum Look: String {
        case bold = "1"
        case dim = "2"
        case red = "31"
        case green = "32"
        case yellow = "33"
    }

    /// The text in the given look, where there is one and looks are wanted.
    func show(_ text: String, _ look: Look?) -> String {
        guard let look, hasColour, !text.isEmpty else { return text }
        return "\u{1B}[\(look.rawValue)m\(text)\u{1B}[0m"
    }

    /// A variable of the environment; nil where it is not set or empty.
    private static func variable(_ name: String) -> String? {
        getenv(name).map { String(cString: $0) }.flatMap { $0.isEmpty ? nil : $0 }
    }
}

/// How what is printed looks: an option of every command that prints tables.
struct Screen: ParsableArguments {
    @Option(help: "Colours: auto (on a terminal, without NO_COLOR), always or never.")
    var color = Terminal.Colour.auto

    /// What is printed on.
    var output: Terminal { Terminal(STDOUT_FILENO, colour: color) }
    /// Where progress and complaints go.
    var error: Terminal { Terminal(STDERR_FILENO, colour: color) }

    /// Prints lines.
    func show(_ lines: [String]) {
        for line in lines { print(line) }
    }
}

/// A line on stderr, which is for everything that is not the result. What has been printed goes out before it, since
/// both may go to one place; ends the program if that cannot be written.
func say(_ line: String, terminator: String = "\n") { Output.finish(saying: line + terminator) }
