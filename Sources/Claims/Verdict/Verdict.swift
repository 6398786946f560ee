internal import Basics
internal import Results
public import Sampling

/// What a claim comes to: a word, how far the figure is from what was claimed, and what is missing where nothing is
/// decided.
///
/// The factor is the figure over what the claim allows, so that 1 or less is as claimed, whichever way the claim
/// points. Four classes follow from it: up to 1 the claim *holds*, up to 1.25 it is *about* right, up to 2 it is *off*,
/// and beyond that it *does not hold*. Factors of 1.25 and 2 are this project's, and the mail's own words lie near
/// them: what costs 1.67 or 2 times as much is "not far behind" there.
///
/// The interval decides, by one rule for all claims. The two strong words want the whole of it: *holds* is said where
/// it ends below 1, *does not hold* where it begins above 2, both by the margin by which a machine differs from itself
/// from one run to the next (``Judge/usualMargin``): of that the interval of one run knows nothing. A small difference
/// of two large rows moves by as many times more. The two words between go by the median. Where an interval reaches
/// from 1 or below to above 2, both strong words are possible, and nothing is decided. What was counted is the same in
/// each run, and needs no margin.
public struct Verdict: Sendable, Equatable {
    /// The class.
    public enum Word: String, Sendable, Codable, CaseIterable {
        /// The figure is what the claim says, or better.
        case holds
        /// It misses that by at most a quarter, or its interval does not show that it keeps to it.
        case about
        /// It misses that by at most a factor of 2.
        case offBy = "off by"
        /// It misses that by more.
        case doesNotHold = "does not hold"
        /// There is no figure, or it does not decide.
        case cannotTell = "cannot tell here"
        /// No figure of a machine could decide it.
        case notAMeasurement = "not a measurement"
    }

    /// The class.
    public var word: Word
    /// The figure over what the claim allows; nil without a figure, and where that is no number.
    public var factor: Estimate?
    /// What would decide it, where nothing is decided.
    public var needs: Lack?
    /// By how much the factor may move from one run to the next.
    private var margin = 0.0

    /// Up to this factor a claim is about right.
    public static let about = 1.25
    /// Beyond this factor a claim does not hold.
    public static let limit = 2.0

    /// A verdict of known parts.
    public init(_ word: Word, factor: Estimate? = nil, needs: Lack? = nil) {
        (self.word, self.factor, self.needs) = (word, factor, needs)
    }

    /// The verdict by a factor, what kind of figure it is, and by how many times more than a row it moves from run to
    /// run.
    init(_ excess: Estimate, _ standing: Standing = .measured, unrest: Double = 1) {
        let isNumber = [excess.median, excess.low, excess.high].allSatisfy(\.isFinite)
        factor = isNumber ? excess : nil
        let isCounted = excess.low == excess.high
        margin = isCounted ? 0 : Judge.usualMargin * unrest * abs(isNumber ? excess.median : excess.low)
        if standing == .estimate, excess.median <= 0 {
            // What was taken off was more than there was: it tells nothing of the rest.
            (word, needs) = (.cannotTell, excess.high > 0 ? .precision : .figure)
        } else if excess.high + margin <= (standing == .estimate ? 1 / Self.about : 1) {
            word = .holds
        } else if standing == .upperBound || (standing == .estimate && excess.low > Self.limit) {
            (word, needs) = (.cannotTell, .figure)
        } else if excess.low - margin > Self.limit {
            word = .doesNotHold
        } else if excess.low <= 1, excess.high > Self.limit {
            (word, needs) = (.cannotTell, .precision)
        } else {
            word = excess.median <= Self.about ? .about : .offBy
        }
    }

    /// Whether a narrower interval could change the word: nothing is decided yet, or the interval reaches over the end
    /// of a class.
    public var isOpen: Bool {
        guard let factor, word != .cannotTell else { return needs?.isTime == true }
        return [1 - margin, Self.about, Self.limit + margin].contains { factor.low <= $0 && $0 < factor.high }
    }

    /// Whether the interval is that of a strong word, and only the margin stands in the way.
    var lacksMargin: Bool {
        guard let factor, word == .about || word == .offBy else { return false }
        return factor.high <= 1 || factor.low > Self.limit
    }

    /// As people read it: "off by 1.76×", "cannot tell here: needs 8 CPUs".
    public var text: String {
        switch word {
        case .about, .offBy: factorText.map { "\(word.rawValue) \($0)" } ?? word.rawValue
        case .cannotTell: needs.map { "\(word.rawValue): needs \($0.short)" } ?? word.rawValue
        case .holds, .doesNotHold, .notAMeasurement: word.rawValue
        }
    }

    /// The factor as people read it: "1.76×".
    public var factorText: String? { factor.map { Format.times($0.median) } }
}

/// What kind of figure a reading is.
enum Standing: Sendable {
    /// It is what the claim speaks of.
    case measured
    /// It holds more than what the claim speaks of. It may show that the claim holds, and refutes nothing.
    case upperBound
    /// Something was taken off that was measured elsewhere, in other company. It refutes nothing either, and confirms
    /// with a quarter to spare: what it is off by, no interval knows.
    case estimate
}

extension Verdict: Codable {
    private enum CodingKeys: String, CodingKey { case word, factor, needs }
    private enum Rendered: String, CodingKey { case text }

    /// Writes the parts, and the text beside them.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(word, forKey: .word)
        try container.encodeIfPresent(factor, forKey: .factor)
        try container.encodeIfPresent(needs, forKey: .needs)
        var rendered = encoder.container(keyedBy: Rendered.self)
        try rendered.encode(text, forKey: .text)
    }
}
