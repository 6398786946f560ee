import Basics
import Glibc

/// What the output goes to, and therefore how it may look.
struct Terminal {
    /// Whether it is one at all, and not a file or a pipe.
    let isInteractive: Bool
    /// Whether colours are wanted: on a terminal, unless NO_COLOR is set (https://no-color.org) or it is a dumb one.
    let hasColour: Bool
    /// Whether a line can be taken back and written anew.
    let canErase: Bool
    /// Characters in a line.
    let width: Int

    init(_ descriptor: Int32) {
        isInteractive = isatty(descriptor) == 1
        let isPlain = getenv("NO_COLOR").map { $0.pointee != 0 } ?? false
        let kind = getenv("TERM").map { String(cString: $0) } ?? ""
        let isDumb = kind.isEmpty || kind == "dumb"
        canErase = isInteractive && !isDumb
        hasColour = isInteractive && !isPlain && !isDumb
        var size = winsize()
        let isKnown = isInteractive && ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0 && size.ws_col > 0
        width = isKnown ? Int(size.ws_col) : 120
    }

    /// Plain text of so many characters a line, which no terminal has to show.
    init(plain width: Int) { (isInteractive, hasColour, self.width) = (false, false, width) }

    static let output = Terminal(STDOUT_FILENO)
    static let error = Terminal(STDERR_FILENO)

    /// Looks of text.
    enum Look: String {
        case bold = "1"
        case dim = "2"
        case red = "31"
        case green = "32"
        case yellow = "33"
    }

    /// The text in the given look, where looks are wanted.
    func show(_ text: String, _ look: Look) -> String {
        hasColour && !text.isEmpty ? "\u{1B}[\(look.rawValue)m\(text)\u{1B}[0m" : text
    }
}

/// A line on stderr, which is for everything that is not the result. What has been printed goes out before it, since
/// both may go to one place; ends the program if that cannot be written.
///
/// Words of a person's, of a file or of the machine may be in it: none of them moves a cursor.
func say(_ line: String) { Output.finish(saying: line.escaped + "\n") }
