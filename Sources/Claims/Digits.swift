internal import Sampling

extension Double {
    /// Three digits that tell something, or all before the point.
    var digits: String {
        guard isFinite, abs(self) < 1e15 else { return "\(self)" }
        if self == 0 { return "0" }
        var places = 2
        var bound = 10.0
        while places > 0, abs(self) >= bound { (places, bound) = (places - 1, bound * 10) }
        bound = 1
        while abs(self) < bound, places < 12 { (places, bound) = (places + 1, bound / 10) }
        let scale = (0..<places).reduce(1) { scale, _ in scale * 10 }
        guard abs(self) * Double(scale) < 1e18 else { return "\(self)" }
        let scaled = Int((abs(self) * Double(scale)).rounded())
        var text = "\(scaled / scale)"
        if places > 0 {
            let fraction = String(scaled % scale)
            text += "." + String(repeating: "0", count: places - fraction.count) + fraction
            while text.last == "0" { text.removeLast() }
            if text.last == "." { text.removeLast() }
        }
        return (self < 0 && scaled != 0 ? "-" : "") + text
    }
}

extension Estimate {
    /// Median and interval: `1350 ns [1310, 1390]`.
    func words(_ unit: String) -> String {
        median.digits + (unit.isEmpty ? "" : " " + unit) + " [\(low.digits), \(high.digits)]"
    }

    /// With both ends and the median put through a function that falls or rises throughout.
    func mapped(_ function: (Double) -> Double) -> Estimate {
        let ends = [function(low), function(high)].sorted()
        return Estimate(median: function(median), low: ends[0], high: ends[1], count: count)
    }
}
