internal import Glibc
internal import Probes
internal import Workers

/// A program of the tests: a worker that serves probes which are broken on purpose, or, with `contract NAME` in front,
/// one that sets a probe of the catalog up, runs it, takes it down and says what it left behind; or, with
/// `refuse CALL… -- PROGRAM…`, one that starts a program to which the kernel refuses those calls; or, with
/// `lean USER`, one that tries a lean parent; or, with `taxed OPERATION`, a task that `toll tax` starts in a sandbox.
@main
struct TestWorker {
    static func main() {
        let words = Array(CommandLine.arguments.dropFirst())
        if words.first == "refuse" { exit(Refusing.start(Array(words.dropFirst()))) }
        if words.first == "contract", words.count == 2 { exit(Contract.check(words[1])) }
        if words.first == "lean", words.count == 2 { exit(Lean.check(as: words[1])) }
        if words.first == TaxServer.word { exit(TaxServer.serve(Array(words.dropFirst()))) }
        guard let assignment = Assignment(arguments: words) else { exit(64) }
        exit(WorkerMain.run(assignment, probes: brokenProbes + brokenOperations + turns))
    }
}
