/// How the machines of 2007 grew into today's.
let hardwareClaims: [Claim] = [
    Claim(
        "hardware-outruns", "Hardware gets half as fast again every ten months and so outruns cleverness.",
        then: .ratio(yearlyGrowth, "1.63×", "1.5 times in ten months is 1.63 times a year"),
        how: "Each figure of 2007 over today's, as a factor a year. It is shown without a verdict.",
        fair: "The mail's rate is one of throughput, its figures are latencies of single operations. One cannot decide "
            + "the other.",
        wouldChange: "The throughput of a whole machine of 2007 and of one of today, which no run of today can "
            + "measure.",
        rule: growthRule)
]
