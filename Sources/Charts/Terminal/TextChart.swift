internal import Glibc

/// A chart in characters, for a terminal: rows of bars, marks, strips or shades over one scale.
public struct TextChart: Sendable, Equatable {
    /// One line.
    public struct Row: Sendable, Equatable {
        /// Its name, to the left.
        public var label: String
        /// Its figure, to the right.
        public var text: String
        /// What is drawn between them.
        public var shape: Shape

        /// A line.
        public init(_ label: String, _ text: String = "", _ shape: Shape) {
            (self.label, self.text, self.shape) = (label, text, shape)
        }
    }

    /// What a line shows.
    public enum Shape: Sendable, Equatable {
        /// Words over the whole width: the name of a series, or what changed here.
        case heading
        /// From one value to another in a light shade, up to `dark` in a full one; `mark` is a figure to hold it
        /// against.
        case bar(from: Double, to: Double, dark: Double?, mark: Double?)
        /// Marks at values, a line through an interval, and a figure to hold them against.
        case marks([Mark], line: ClosedRange<Double>?, against: Double?)
        /// Heights from 0 to 1, over the whole scale from left to right.
        case strip([Double])
        /// Shades from 0 to 1, a field each; nil is missing.
        case shades([Double?])
    }

    /// A character at a value.
    public struct Mark: Sendable, Equatable {
        /// The value.
        public var value: Double
        /// The character.
        public var character: Character

        /// A character at a value.
        public init(_ value: Double, _ character: Character) { (self.value, self.character) = (value, character) }
    }

    /// What the width of the field stands for.
    public struct Scale: Sendable, Equatable {
        /// The value at its left edge.
        public var low: Double
        /// The value at its right edge; what is beyond has an arrow.
        public var high: Double
        /// Whether equal factors are equally wide.
        public var isLogarithmic: Bool

        /// A scale.
        public init(_ low: Double, _ high: Double, isLogarithmic: Bool = false) {
            (self.low, self.high, self.isLogarithmic) = (low, high, isLogarithmic)
        }

        /// How far along the field a value is: 0 is its left edge, 1 its right edge.
        func share(_ value: Double) -> Double {
            guard isLogarithmic else { return high > low ? (value - low) / (high - low) : 0 }
            guard value > 0, low > 0, high > low else { return 0 }
            return log(value / low) / log(high / low)
        }
    }

    /// The scale of all rows.
    public var scale: Scale
    /// The lines.
    public var rows: [Row]
    /// What the characters mean, and the unit.
    public var legend: String

    /// A chart in characters.
    public init(scale: Scale = Scale(0, 1), legend: String, rows: [Row]) {
        (self.scale, self.legend, self.rows) = (scale, legend, rows)
    }
}
