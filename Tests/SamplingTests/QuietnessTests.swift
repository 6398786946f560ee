import Sampling
import Testing

@Suite struct QuietnessTests {
    private func reasons(_ steal: Double?, _ foreign: Double?, _ quota: Double? = nil) -> [String] {
        Quietness(stealShare: steal, foreignShare: foreign, quota: quota).reasons
    }

    @Test func aQuietMachineHasNoReason() {
        #expect(reasons(0, 0).isEmpty && reasons(0.03, 0.1).isEmpty && reasons(nil, 0.01, 4).isEmpty)
    }

    @Test func eachReasonHasItsNumberAndItsLimit() {
        #expect(reasons(0.05, 0) == ["the hypervisor gave 5.0 % of the time to others (limit 3.0 %)"])
        #expect(reasons(0, 0.5) == ["other tasks used 50 % of the CPU's time (limit 10 %)"])
        #expect(reasons(0, 0, 0.5).first?.contains("0.5 CPUs' worth") == true)
        #expect(reasons(0.5, 0.5, 0.5).count == 3)
    }

    @Test func whatIsNotKnownIsNotQuiet() {
        #expect(reasons(nil, nil) == ["/proc/stat does not say how busy the CPU is"])
    }
}
