import Support
import Testing

/// `toll tax` as it is run.
@Suite(.serialized, .inTurn) struct TaxCommandTests {
    private let scratch = Scratch()

    @Test func whatIsHereIsFoundAndMeasured() {
        let ended = Command.run(
            [Command.toll, "tax", "--here", "--budget", "1s", "--launches", "1", "-o", scratch.file("here.json")],
            environment: ["XDG_DATA_HOME": scratch.path])
        #expect(ended.status == 0 || ended.status == 1, "\(ended.errors)")
        for topic in ["system-call filter", "security modules", "auditing", "BPF programs", "mitigations"] {
            #expect(ended.output.contains(topic), "\(topic)")
        }
        #expect(ended.output.contains("of a null call here") || ended.output.contains("could not be measured"))
    }

    @Test func aStackIsMeasuredBesideTheControl() {
        let ended = Command.run(
            [
                Command.toll, "tax", "--stack", "systemd-hardened", "--operations", "null", "--budget", "1s",
                "--launches", "1", "-o", scratch.file("stack.json"),
            ], environment: ["XDG_DATA_HOME": scratch.path])
        #expect(ended.status == 0 || ended.status == 1, "\(ended.errors)")
        #expect(ended.output.contains("bare") && ended.output.contains("stack.systemd-hardened"), "\(ended.output)")
    }
}
