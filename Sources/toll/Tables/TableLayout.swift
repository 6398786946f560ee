/// Where the columns of a table stand in lines of a given width: the one way in which all tables fit.
struct TableLayout {
    /// Characters in a line.
    let width: Int
    /// How wide each column is.
    private(set) var widths: [Int]
    /// The columns that stand beside each other, block by block.
    private(set) var blocks: [[Int]] = []
    /// Columns whose text stands below its row.
    private(set) var below: [Int] = []
    /// Columns for which there was no room.
    private(set) var leftOut: [Int] = []
    /// Whether names that differ would look alike without their middles, so that they are broken into lines instead.
    private(set) var breaksNames = false

    /// What stands between two columns.
    static let gap = "  "
    /// Text is wrapped into no narrower a column than this, unless it is shorter.
    static let readable = 24
    /// Names are not shortened below this while anything else yields.
    private static let shortest = 12

    /// Fits a table to a width.
    init(_ table: Table, width: Int) {
        let columns = table.columns
        self.width = max(width, 20)
        let full = table.rows.filter { $0.count == columns.count }
        widths = columns.indices.map { index in
            // The last cell of a short row does not widen its column.
            let cells = table.rows.filter { index < $0.count - 1 || $0.count == columns.count }.map { $0[index].text }
            return ((table.hasTitles ? [columns[index].title] : []) + cells).map(\.count).max() ?? 0
        }
        let shown = columns.indices.filter { index in
            index == 0 || full.contains { !$0[index].text.isEmpty }
        }
        let natural = widths
        /// The least width of a column that is wrapped: no word is broken.
        let least = columns.indices.map { index -> Int in
            guard columns[index].yield == .wraps else { return natural[index] }
            let words = full.flatMap { $0[index].text.split(separator: " ").map(\.count) }
            return min(natural[index], max(TableLayout.readable, words.max() ?? 0, columns[index].title.count))
        }
        var kept = shown
        // First what can be wrapped, then what may be missing.
        while !fits(kept, least) {
            guard let last = kept.max(by: { columns[$0].rank < columns[$1].rank }), columns[last].rank > 0 else {
                break
            }
            kept.removeAll { $0 == last }
            leftOut.insert(last, at: 0)
        }
        if !fits(kept, least) {
            // The first column says which row it is.
            below = kept.filter { $0 > 0 && columns[$0].yield == .wraps }
            kept.removeAll(where: below.contains)
            // That made room again.
            for index in leftOut.sorted(by: { columns[$0].rank < columns[$1].rank }) {
                let more = (kept + [index]).sorted()
                guard fits(more, least) else { break }
                kept = more
                leftOut.removeAll { $0 == index }
            }
        }
        let movable = kept.filter { columns[$0].yield == .moves }
        if !fits(kept, least), !movable.isEmpty {
            let fixed = kept.filter { columns[$0].yield != .moves }
            let widest = movable.max { widths[$0] < widths[$1] }
            shorten(fixed + [widest].compactMap(\.self), columns)
            var block = fixed
            for index in movable {
                if !fits(block + [index], widths), block.count > fixed.count {
                    blocks.append(block)
                    block = fixed
                }
                block.append(index)
            }
            blocks.append(block)
        } else {
            wrap(kept, columns, least)
            shorten(kept, columns)
            blocks = [kept]
        }
        let names = Set(table.rows.compactMap { $0.first?.text })
        breaksNames = Set(names.map { $0.shortened(to: widths[0]) }).count < names.count
    }

    /// How wide some columns are beside each other.
    func width(of columns: [Int]) -> Int { TableLayout.sum(columns, widths) }

    private func fits(_ columns: [Int], _ widths: [Int]) -> Bool { TableLayout.sum(columns, widths) <= width }

    private static func sum(_ columns: [Int], _ widths: [Int]) -> Int {
        columns.reduce(0) { $0 + widths[$1] } + gap.count * max(0, columns.count - 1)
    }

    /// Narrows the columns that are wrapped, the widest first, until all fit.
    private mutating func wrap(_ kept: [Int], _ columns: [Table.Column], _ least: [Int]) {
        let flowing = kept.filter { columns[$0].yield == .wraps }
        while !fits(kept, widths),
            let widest = flowing.filter({ widths[$0] > least[$0] }).max(by: { widths[$0] < widths[$1] })
        {
            widths[widest] -= 1
        }
    }

    /// Shortens the names first, and whatever is widest where that is not enough.
    private mutating func shorten(_ kept: [Int], _ columns: [Table.Column]) {
        while !fits(kept, widths), let first = kept.first, widths[first] > TableLayout.shortest { widths[first] -= 1 }
        while !fits(kept, widths), let widest = kept.max(by: { widths[$0] < widths[$1] }), widths[widest] > 1 {
            widths[widest] -= 1
        }
    }
}

extension Table.Column {
    /// How early it is left out; 0 where it never is.
    fileprivate var rank: Int {
        if case .goes(let rank) = yield { return rank }
        return 0
    }
}
