import Charts
import Results
import Sampling

/// Hand-made figures.
enum Cases {
    static let evil =
        "a\"b'c`touch /tmp/owned`\\d\u{1B}[31m<script>alert(1)</script>\nset output '|sh'; system(\"id\") @x $(id)"

    static func estimate(_ median: Double) -> Estimate {
        Estimate(median: median, low: median * 0.98, high: median * 1.04, count: 100)
    }

    static func side(_ label: String, factor: Double = 1, names: [RowName] = rows) -> Side {
        Side(
            label: label,
            rows: names.enumerated().map { index, name in
                Side.Row(name: name, cost: estimate(factor * Double(100 * (index + 1))))
            })
    }

    static let rows: [RowName] = ["switch.pipe.process", "switch.pipe.thread", "syscall.null.raw"]

    static func machines(_ count: Int) -> Chart? {
        let sides = (0..<count).map { index in
            side("m\(index)", factor: 1 + Double(index) / 10, names: index == 1 ? Array(rows.dropLast()) : rows)
        }
        return Chart.machines(Comparison(sides))
    }

    static let ladder = Chart(
        "ladder", title: "A ladder", template: .ladder,
        blocks: [
            .init(rows: [
                [1, "switch.pipe.thread", 2000, 1950, 2100, 1500, 1450, 1600, "2.00 µs"],
                [2, "switch.yield.thread", 900, 890, 910, -20, -30, 5, "900 ns"],
                [3, "switch.half.thread", 900, .missing, .number(.infinity), .missing, .missing, .number(.nan), ""],
            ])
        ],
        margins: .init(left: ["switch.yield.thread"], right: ["2.00 µs"]),
        notes: [
            "net leaves sleep, wake-up and switch (switch.pipe)",
            "A Machine · Linux 6.18.0 · 2007-01-31 · toll 0.1.0",
        ])
}
