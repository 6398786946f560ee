internal import Basics
internal import Glibc
internal import Results
internal import Sampling

/// The ratios of many machines as a field of colours, which sorts without a script: each order is worked out
/// beforehand, and a choice of the reader's puts the machines into one of them.
struct HeatMap {
    private let members: [ReportPage.Member]
    private let names: [RowName]
    private let costs: [[RowName: Figure]]

    /// More rows than these make no picture.
    private static let mostRows = 60

    init(_ members: [ReportPage.Member]) {
        self.members = members
        costs = members.map { member in
            let measured = member.figures.filter { $0.status == .measured && ($0.cost?.median ?? 0) > 0 }
            return Dictionary(measured.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
        }
        let first = costs.first ?? [:]
        names = Array(
            (members.first?.figures ?? []).map(\.name).filter { !$0.isVaried && first[$0] != nil }
                .prefix(HeatMap.mostRows))
    }

    /// The field; nil without a row that the first machine has a figure for.
    var html: String? {
        guard !names.isEmpty, members.count > 1 else { return nil }
        let ratios = costs.map { costs in names.map { ratio(costs[$0], $0) } }
        let turns = Turns(ratios.dropFirst().flatMap { $0.compactMap(\.self) })
        let orders = orders(ratios)
        let choices = orders.enumerated().map { index, order in
            "<input type=\"radio\" name=\"order\" id=\"o\(index)\"\(index == 0 ? " checked" : "")>"
                + "<label for=\"o\(index)\">\(HTML.text(order.name))</label>"
        }.joined(separator: "\n")
        let rules = orders.indices.map { "#o\($0):checked~.map .m{order:var(--o\($0))}" }.joined(separator: "\n")
        let head = "<div class=\"names\"><b></b>" + names.map { "<i>\(HTML.text($0.text))</i>" }.joined() + "</div>"
        let lines = members.indices.map { index -> String in
            let places = orders.enumerated().map { "--o\($0):\($1.places[index])" }.joined(separator: ";")
            let cells = zip(names, ratios[index]).map { name, ratio -> String in
                guard let ratio, let figure = costs[index][name], let cost = figure.cost else { return "<i></i>" }
                let text = Format.fixed(ratio, ratio < 9.95 ? 2 : ratio < 99.5 ? 1 : 0)
                let title = "\(name.text): \(Format.amount(cost.median, figure.unit))"
                return "<i class=\"s\(turns.step(ratio))\" title=\"\(HTML.text(title))\">\(text)</i>"
            }
            return "<div class=\"m\" style=\"\(places)\"><b title=\"\(HTML.text(members[index].result.provenance))\">"
                + "\(HTML.text(members[index].label))</b>\(cells.joined())</div>"
        }
        return "<style>\(rules)</style>\n<div class=\"orders\">\(choices)\n<div class=\"map\">\(head)\n"
            + lines.joined(separator: "\n") + "</div></div>\n<p class=\"faint\">Each cost over that of "
            + "\(HTML.text(members[0].label)): blue is faster, orange is slower, grey is missing.</p>"
    }

    private func ratio(_ figure: Figure?, _ name: RowName) -> Double? {
        guard let figure, let cost = figure.cost, let base = costs.first?[name], let first = base.cost,
            figure.unit == base.unit
        else { return nil }
        return cost.median / first.median
    }

    /// The places of the machines by each way to sort them.
    private func orders(_ ratios: [[Double?]]) -> [(name: String, places: [Int])] {
        func sorted(_ name: String, by value: (Int) -> Double?) -> (name: String, places: [Int]) {
            let order = members.indices.sorted { (value($0) ?? .infinity, $0) < (value($1) ?? .infinity, $1) }
            var places = [Int](repeating: 0, count: members.count)
            for (place, index) in order.enumerated() { places[index] = place }
            return (name, places)
        }
        let names = members.indices.sorted { (members[$0].label, $0) < (members[$1].label, $1) }
        let overall = sorted("fastest overall") { index in
            let known = ratios[index].compactMap(\.self)
            return known.isEmpty ? nil : known.reduce(0) { $0 + log($1) } / Double(known.count)
        }
        let keys = members.map { KeyFigure.all(of: $0.figures) }
        return [
            sorted("as given") { Double($0) },
            sorted("by name") { index in names.firstIndex(of: index).map { Double($0) } }, overall,
        ]
            + KeyFigure.names.enumerated().filter { place, _ in keys.contains { $0[place] != nil } }.map {
                place, name in
                sorted("by " + name.prefix { $0 != "," }) { keys[$0][place]?.value.median }
            }
    }
}
