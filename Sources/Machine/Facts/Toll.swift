extension Topic {
    /// What the caller adds about itself.
    static let toll = Topic(
        "toll",
        [
            Fact(given: "toll.version", "version", moves: ["*"], because: "another version may measure differently"),
            Fact(each: "toll.probe", "probe version of", moves: ["*"], because: "the probe itself was changed") { _ in
                [:]
            },
            Fact(each: "toll.pmu", "counters", moves: []) { _ in [:] },
        ])
}
