import Basics
import Testing

@Suite struct FormatTests {
    @Test func threeDigitsTell() {
        let numbers = [1352.4, 98.24, 3.456, 2.4, 0.01234, 0, -2.5, 999.6, 9.999, 99.96, 100, 0.27, -0.0001, .nan]
        #expect(
            numbers.map(Format.digits) == [
                "1352", "98.2", "3.46", "2.40", "0.0123", "0", "-2.50", "1000", "10.0", "100", "100", "0.270",
                "-0.000100", "?",
            ])
    }

    @Test func aDecimalHasNoNeedlessZeros() {
        #expect(
            [99.0, 99.9, 0.125, 0, -0.0001, 1e3].map { Format.decimal($0) } == [
                "99", "99.9", "0.125", "0", "0", "1000",
            ])
        #expect(Format.decimal(2.345, places: 1) == "2.3")
    }

    @Test func amountsGetTheUnitThatKeepsThemShort() {
        let times = [0.27, 999, 999.7, 1234, 2.4e6, 12e9].map(Format.time)
        #expect(times == ["0.270 ns", "999 ns", "1000 ns", "1.23 µs", "2.40 ms", "12.0 s"])
        #expect(Format.amount(-1500, "ns") == "-1.50 µs")
        #expect([0.0076, -0.0007, 0.00001].map(Format.time) == ["0.008 ns", "-0.001 ns", "0 ns"])
        #expect([100, 1536, 3 << 20].map { Format.amount(Double($0), "bytes") } == ["100 B", "1.50 KiB", "3.00 MiB"])
        #expect(Format.amount(3, "cycles") == "3.00 cycles")
    }

    @Test func anIntervalHasTheDigitsOfItsWidth() {
        #expect(Format.interval(2283, 2349, around: 2330, "ns") == "2.283 … 2.349")
        #expect(Format.interval(115.64, 115.89, around: 116, "ns") == "115.64 … 115.89")
        #expect(Format.interval(5, 5, around: 5, "ns") == "5.00 … 5.00")
    }

    @Test func sharesFactorsAndCounts() {
        #expect(
            [0.0, 0.0005, 0.0123, 0.0995, 0.47].map(Format.percent) == ["0.0 %", "0.05 %", "1.2 %", "10 %", "47 %"])
        #expect([0.012, -0.02].map(Format.change) == ["+1.2 %", "-2.0 %"])
        #expect([0.0512, 1.0524, 12.34, 133].map(Format.factor) == ["0.0512×", "1.052×", "12.3×", "133×"])
        #expect([1.0, 0.984, 2.0166].map(Format.exactCount) == ["1.00", "0.984", "2.017"])
        #expect([0.0, 1, 23.45, 236].map(Format.count) == ["0.00", "1.00", "23.4", "236"])
    }
}
