internal import Results
public import Sampling

/// One of the figures that everybody asks for first, with what was said of it in 2007.
public struct KeyFigure: Sendable {
    /// What it is the time of.
    public var what: String
    /// The row that it is of.
    public var name: RowName
    /// The figure; nanoseconds.
    public var value: Estimate
    /// Its grade.
    public var grade: String?
    /// The figure of 2007.
    public var then: Double?

    /// What is asked for: a name for it, and the figure of 2007 or the row.
    private static let wanted: [(what: String, then: FigureOf2007?, row: RowName?)] = [
        ("a null system call", .nullSyscall, nil), ("a switch between processes", .processSwitch, nil),
        ("a switch between threads", .threadSwitch, nil), ("a switch between kernel threads", .kernelThreadSwitch, nil),
        ("a fork, up to the reaped child", nil, "create.fork"), ("a switch between fibers", nil, "fiber.asm"),
    ]

    /// What people call each of them, in order.
    public static var names: [String] { wanted.map(\.what) }

    /// Those that a result has; in the place of the others nil.
    public static func all(of figures: [Figure]) -> [KeyFigure?] {
        let measured = figures.filter { $0.status == .measured && $0.unit == Unit.nanoseconds.rawValue }
        return wanted.map { what, then, row in
            let own = measured.first { $0.name == row }
            let found: (row: Figure, estimate: Estimate)? =
                if let then { then.today(in: measured) } else { own.flatMap { row in row.cost.map { (row, $0) } } }
            guard let (figure, value) = found else { return nil }
            return KeyFigure(
                what: what, name: figure.name, value: value, grade: figure.grade?.rawValue, then: then?.nanoseconds)
        }
    }
}
