/// A chart before it is drawn: which template, and the data for it.
public struct Chart: Sendable, Equatable {
    /// The stem of its files: letters, digits and dashes, whatever a result file holds.
    public var name: String
    /// What stands above it.
    public var title: String
    /// What draws it.
    public var template: Template
    /// Values that the template takes besides its data.
    public var variables: [Variable]
    /// The data, block after block.
    public var blocks: [Block]
    /// The names to the left of the field and the texts to its right, for which there must be room.
    public var margins = Margins()
    /// What stands below it, a sentence each: what the figures leave out, then machine, kernel, date and version.
    public var notes: [String] = []
    /// The same for a terminal.
    public var bars: TextChart?

    /// The texts beside the field.
    public struct Margins: Sendable, Equatable {
        /// Names of rows, to the left.
        public var left: [String]
        /// Figures or remarks, to the right.
        public var right: [String]
        /// Pixels before each text to the right, where a sample of its line is drawn.
        public var sample = 0
        /// Whether names stand beside their rows on a narrow picture, too.
        public var isBeside = false

        /// Texts beside the field.
        public init(left: [String] = [], right: [String] = [], sample: Int = 0, isBeside: Bool = false) {
            (self.left, self.right, self.sample, self.isBeside) = (left, right, sample, isBeside)
        }
    }

    /// A named value for a template.
    public struct Variable: Sendable, Equatable {
        /// The name in the template.
        public var name: String
        /// The value.
        public var value: Cell
    }

    /// Rows that belong together.
    public struct Block: Sendable, Equatable {
        /// A name for the block, where the template wants one.
        public var header: String?
        /// The rows; one without cells is an empty line.
        public var rows: [[Cell]]

        /// A block.
        public init(header: String? = nil, rows: [[Cell]]) { (self.header, self.rows) = (header, rows) }
    }

    /// One value of the data.
    public enum Cell: Sendable, Equatable, ExpressibleByStringLiteral, ExpressibleByIntegerLiteral {
        /// A number; one that is not finite is as good as missing.
        case number(Double)
        /// Words.
        case text(String)
        /// Nothing.
        case missing

        /// A number, or nothing.
        public init(_ number: Double?) { self = number.map { .number($0) } ?? .missing }
        /// Words.
        public init(stringLiteral value: String) { self = .text(value) }
        /// A whole number.
        public init(integerLiteral value: Int) { self = .number(Double(value)) }
    }

    /// A gnuplot script of `plots/`, which is part of the program.
    public struct Template: Sendable, Equatable {
        /// The script.
        let text: String

        /// A script as it was embedded.
        init(_ bytes: [UInt8]) { text = String(decoding: bytes, as: UTF8.self) }

        /// What all scripts load.
        static let style = Template(PackageResources.style_gp)
    }

    /// A chart.
    public init(
        _ name: String, title: String, template: Template, variables: [(String, Cell)] = [], blocks: [Block],
        margins: Margins = Margins(), notes: [String] = [], bars: TextChart? = nil
    ) {
        self.name = String(
            name.prefix(60).map { $0.isASCII && ($0.isLetter || $0.isNumber) ? $0 : "-" })
        self.title = title
        self.template = template
        self.variables = variables.map { Variable(name: $0.0, value: $0.1) }
        self.blocks = blocks
        (self.margins, self.notes, self.bars) = (margins, notes, bars)
    }

    /// A name as it stands beside a field: its middle goes where it is wider than so many pixels.
    static func label(_ text: String, widest: Double = 330) -> String {
        TextWidth.shortened(GnuplotText.label(text), to: widest)
    }
}
