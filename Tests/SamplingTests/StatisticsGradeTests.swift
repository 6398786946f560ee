import Sampling
import Testing

@Suite("Grade") struct StatisticsGradeTests {
    func grade(_ change: (inout NoiseEvidence) -> Void) -> Grade {
        var evidence = NoiseEvidence()
        change(&evidence)
        return Grade(evidence)
    }

    @Test func whatIsNotKnownIsNoReason() {
        #expect(Grade(NoiseEvidence()).letter == .a)
        #expect(Grade(NoiseEvidence()).reasons.isEmpty)
        #expect(grade { $0.autocorrelation = 0.99 }.letter == .a)
        #expect(grade { $0.relativeHalfWidth = 9 }.letter == .a)
        #expect(grade { $0.stealShare = .nan }.letter == .a)
    }

    @Test func aQuietRunIsAnA() {
        let quiet = grade {
            $0.stealShare = 0.001
            $0.foreignShare = 0.01
            $0.extraSwitchesPerBatch = 0.02
            $0.undisturbedShare = 0.7
            $0.frequencyChangedShare = 0.01
            $0.drift = Drift(change: 0.002, significance: 0.0001)
            $0.autocorrelation = 0.1
            $0.batchCount = 200
            $0.relativeHalfWidth = 0.004
            $0.precisionTarget = 0.01
        }
        #expect(quiet == Grade(NoiseEvidence()))
    }

    @Test(arguments: [(0.005, Grade.Letter.a), (0.006, .b), (0.03, .b), (0.04, .c), (0.15, .c), (0.2, .d)])
    func eachLimitCostsALetter(share: Double, letter: Grade.Letter) {
        #expect(grade { $0.stealShare = share }.letter == letter)
    }

    @Test(arguments: [(30, Grade.Letter.a), (29, .b), (12, .b), (11, .c), (6, .c), (5, .d), (0, .d), (-1, .d)])
    func fewBatchesAreWorse(count: Int, letter: Grade.Letter) {
        #expect(grade { $0.batchCount = count }.letter == letter)
    }

    @Test func aTrendThatChanceExplainsIsNone() {
        #expect(grade { $0.drift = Drift(change: 0.3, significance: 0.2) }.letter == .a)
        #expect(grade { $0.drift = Drift(change: -0.3, significance: 0.001) }.letter == .d)
    }

    @Test func anAutocorrelationThatChanceExplainsIsNone() {
        #expect(
            grade {
                $0.autocorrelation = 0.5
                $0.batchCount = 16
            }.reasons == [.fewBatches(count: 16)])
        #expect(
            grade {
                $0.autocorrelation = 0.5
                $0.batchCount = 100
            }.reasons == [.autocorrelated(0.5)])
    }

    @Test func theWorstReasonDecidesAndComesFirst() {
        let grade = grade {
            $0.stealShare = 0.01
            $0.undisturbedShare = 0.1
            $0.batchCount = 20
        }
        #expect(grade.letter == .c)
        #expect(grade.reasons == [.fewUndisturbed(share: 0.1), .steal(share: 0.01), .fewBatches(count: 20)])
    }

    @Test(arguments: [
        (
            Noise.steal(share: 0.0412),
            "the hypervisor gave 4.1 % of the time to others (limit 0.5 %): "
                + "try a quieter hour or a machine of one's own"
        ),
        (
            .foreignTime(share: 0.25),
            "other tasks used 25 % of the measured CPUs (limit 2.0 %): stop them or measure on other CPUs"
        ),
        (
            .extraSwitches(perBatch: 0.456),
            "0.456 switches a batch were not the probe's own (limit 0.1): stop what else runs on the measured CPUs"
        ),
        (
            .fewUndisturbed(share: 0.1),
            "only 10 % of the batches were undisturbed (limit 50 %): "
                + "try --overtime 2m, a quieter hour, or a core without neighbours"
        ),
        (
            .frequencyChanged(share: 0.3),
            "the frequency changed in 30 % of the batches (limit 10 %): "
                + "fix the frequency where 'toll doctor' says that it can be set, or let the machine cool"
        ),
        (
            .drift(Drift(change: 0.0234, significance: 0)),
            "the figure moved by +2.3 % during the run (limit 1.0 %): let the machine settle, then measure again"
        ),
        (
            .bimodality(Bimodality(low: 164.4, high: 205.5, lowShare: 0.6)),
            "the batches gather around two values, 164 (60 % of them) and 206, 25 % apart (limit 2.0 %): "
                + "look for a second state of the machine, or measure more launches"
        ),
        (
            .autocorrelated(0.8),
            "successive batches are autocorrelated at lag 1, 0.800 (limit 0.33): "
                + "a larger budget spreads them over more states"
        ),
        (.fewBatches(count: 1), "1 batch (limit 30): try a larger budget"),
        (.fewBatches(count: 7), "7 batches (limit 30): try a larger budget"),
        (
            .targetMissed(halfWidth: 0.031, target: 0.01),
            "the interval is ±3.1 % where ±1.0 % was asked for: try a larger budget or a quieter machine"
        ),
    ])
    func sentencesSayNumberLimitAndWhatToTry(noise: Noise, sentence: String) { #expect(noise.sentence == sentence) }

    @Test func sentencesBearAnyNumber() {
        for number in [Double.nan, .infinity, -.infinity, 0, -1, 1e300, 1e-300] {
            #expect(!Noise.steal(share: number).sentence.contains("\n"))
            #expect(Noise.targetMissed(halfWidth: number, target: 0).sentence.contains("asked for"))
        }
    }
}
