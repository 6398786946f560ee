/// What the mail says and no figure of one machine can bear out or contradict.
let unmeasurableClaims: [Claim] = [
    Claim(
        "not-measurable", "Further matters of the mail, which are no matters of measurement.",
        then: .text("no figure given"), how: "Listed, each with the reason why no probe can measure it.",
        fair: "Nothing is compared.", wouldChange: "Nothing that a machine could be asked.",
        rule: Rule([]) { _ in
            Judgement(
                Verdict(.notAMeasurement),
                unmeasurable.map { "\($0.matter): \($0.reason)." }.joined(separator: " "))
        })
]

private let unmeasurable: [(matter: String, reason: String)] = [
    ("Debuggability", "how hard a program is to debug is found out with people, not with a clock"),
    ("Dependence on the ABI", "what is promised to programs for ever is a decision, and has no duration"),
    ("Programmability", "how easily a model is used right is found out with people as well"),
    (
        "The margin of Tux, the web server in the kernel",
        "it is in no kernel that is maintained, so there is nothing left to run it against"
    ),
    (
        "The old lock of oprofile",
        "the code of those years is not what runs here, so what it cost then cannot be found again; what is left of "
            + "the question is the claim create-lock"
    ),
]
