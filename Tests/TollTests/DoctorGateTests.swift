import Support
import Testing

/// The first step of a job that judges.
@Suite struct DoctorGateTests {
    @Test func aBusyMachineIsTooNoisyToJudge() {
        // A loop on each CPU leaves no doubt, whatever else runs.
        let script = """
            for cpu in $(seq $(nproc)); do nice timeout -s KILL 10 sh -c "while :; do :; done" & done
            exec \(Command.toll) doctor --gate
            """
        let ended = Command.run(["bash", "-c", script])
        #expect(ended.status == 3, "\(ended.output)\(ended.errors)")
        #expect(ended.output.contains(" is too noisy to judge: "), "\(ended.output)")
        #expect(ended.output.contains("(limit "), "\(ended.output)")
    }

    @Test func theStatusIsWhatTheReasonsSay() {
        let ended = Command.run([Command.toll, "doctor", "--gate", "--json"])
        #expect(ended.status == 0 || ended.status == 3)
        #expect(ended.output.contains(#""isQuiet" : true"#) == (ended.status == 0), "\(ended.output)")
        #expect(ended.output.contains(#""foreignShare""#))
    }
}
