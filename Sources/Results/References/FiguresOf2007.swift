public import Sampling

/// A figure of the mail of 31 January 2007, and the row that is the same measurement today: the one table of them,
/// which the published reference and the claims both read.
public struct FigureOf2007: Sendable {
    /// What it is the time of.
    public let what: String
    /// Nanoseconds.
    public let nanoseconds: Double
    /// Today's row, and whether its cost or its net figure answers.
    public let counterpart: Reference.Counterpart

    /// A switch between two processes. It holds the way into the kernel and out, so the cost answers.
    public static let processSwitch = FigureOf2007(
        what: "a switch between processes", nanoseconds: 650, counterpart: .cheapest(like: "switch.*.process"))
    /// A switch between two threads of one process, likewise.
    public static let threadSwitch = FigureOf2007(
        what: "a switch between user threads", nanoseconds: 500, counterpart: .cheapest(like: "switch.*.thread"))
    /// A switch between two kernel threads, which enter nothing. What their cost holds above the net is what they pass
    /// to each other, so the net answers.
    public static let kernelThreadSwitch = FigureOf2007(
        what: "a switch between kernel threads", nanoseconds: 350, counterpart: .net("switch.napi.kthread"))
    /// A system call that does nothing.
    public static let nullSyscall = FigureOf2007(
        what: "a null system call", nanoseconds: 100, counterpart: .cost("syscall.null.raw"))
    /// One access to memory, which the mail takes to be as long as a null system call: its yardstick.
    public static let accessToDRAM = FigureOf2007(
        what: "an access to DRAM: about as long as a null system call", nanoseconds: nullSyscall.nanoseconds,
        counterpart: .cost("memory.dram.huge"))

    /// All of them, in the mail's order.
    public static let all = [processSwitch, threadSwitch, kernelThreadSwitch, nullSyscall, accessToDRAM]

    /// Those that stand first wherever a machine is shown.
    public static let headline = [nullSyscall, processSwitch, threadSwitch, kernelThreadSwitch]

    /// Whether a row is the same measurement, or one of those of which the cheapest is.
    public func isAnswered(by row: RowName) -> Bool {
        switch counterpart {
        case .cost(let name), .net(let name): row == name
        case .cheapest(let pattern): row.isLike(pattern) && !row.isPartOfSwitch
        case .none: false
        }
    }

    /// Today's figure, and the row that it is of; nil where there is no valid one.
    public func today(in figures: [Figure]) -> (row: Figure, estimate: Estimate)? {
        let isNet = if case .net = counterpart { true } else { false }
        return figures.filter { $0.status == .measured && isAnswered(by: $0.name) }
            .compactMap { row in (isNet ? row.net : row.cost).map { (row, $0) } }
            .min { $0.1.median < $1.1.median }
    }
}

extension RowName {
    /// Whether it is among the switches only because it is a part of one: a wake-up by itself.
    public var isPartOfSwitch: Bool { parts.prefix(2) == ["switch", "wake"] }
}
