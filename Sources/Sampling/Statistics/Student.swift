/// How far from the middle 95 % of a Student's t distribution reaches, in standard errors.
///
/// The first ten values are tabulated, more degrees of freedom follow the usual expansion around the normal
/// distribution (Abramowitz and Stegun 26.7.5), fractions lie on a straight line over the reciprocal. Below one degree
/// of freedom it is that of one.
func studentFactor(degreesOfFreedom: Double) -> Double {
    let table = [12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228]
    guard degreesOfFreedom > 1 else { return table[0] }
    guard degreesOfFreedom < 10 else {
        return normalFactor + 2.3724 / degreesOfFreedom + 2.8225 / (degreesOfFreedom * degreesOfFreedom)
            + 2.5558 / (degreesOfFreedom * degreesOfFreedom * degreesOfFreedom)
    }
    let below = Int(degreesOfFreedom)
    let reciprocal = (1 / degreesOfFreedom, 1 / Double(below), 1 / Double(below + 1))
    let part = (reciprocal.1 - reciprocal.0) / (reciprocal.1 - reciprocal.2)
    return table[below - 1] + (table[below] - table[below - 1]) * part
}

/// How far from the middle 95 % of a normal distribution reaches, in standard deviations.
let normalFactor = 1.959964

/// Which value, counted from below and from 1, is the lower end of the 95 % interval of a median of independent values;
/// the upper end is as far from above.
///
/// The median lies below the r-th of n values exactly when fewer than r of them fall below it, and that number is
/// binomial. Exact up to 1000 values, beyond that normal with continuity correction.
/// - Returns: nil for fewer than six values, the extremes of which are not far enough apart for 95 %.
func medianRank(count: Int) -> Int? {
    guard count >= 6 else { return nil }
    guard count <= 1000 else {
        return Int((Double(count) + 1 - normalFactor * Double(count).squareRoot()) / 2)
    }
    // 2⁻¹⁰⁰⁰ is still a normal number, so the tail can be summed as it is.
    var term = Double(sign: .plus, exponent: -count, significand: 1)
    var (tail, rank) = (term, 0)
    while tail <= 0.025 {
        rank += 1
        term *= Double(count - rank + 1) / Double(rank)
        tail += term
    }
    return rank
}
