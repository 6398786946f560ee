internal import Basics
internal import Machine
internal import Sampling

extension ExportFormat {
    /// KernelCI's common reports, schema 5.3: a checkout and a build that stand for the running kernel, and a test a
    /// row, DONE where it has a figure. Ids begin with `toll:`, which whoever submits replaces by the name of his CI
    /// system. Source: kernelci/kcidb-io, kcidb_io/schema/v05_03.py.
    func kcidb(_ result: ResultFile) throws -> String {
        let kernel = "toll:\(result.fact("kernel.release"))"
        let architecture = result.machine["kernel.arch"]?.text?.lowercased() ?? ""
        let isPlain = architecture.allSatisfy { $0 == "_" || $0.isASCII && ($0.isLowercase || $0.isNumber) }
        let report = Report(
            checkouts: [.init(id: kernel, git_commit_name: result.fact("kernel.release"))],
            builds: [.init(id: kernel, checkout_id: kernel, architecture: isPlain ? architecture : "")],
            tests: result.figures.enumerated().map { index, figure in
                test(
                    figure, id: "\(kernel):\(result.run.began):\(result.run.plan.seed):\(index)", on: kernel, of: result
                )
            })
        return try jsonText(report)
    }

    private func test(_ figure: Figure, id: String, on build: String, of result: ResultFile) -> Report.Test {
        let cost = figure.status == .measured ? figure.cost.flatMap { $0.isFinite ? $0 : nil } : nil
        let isTime = figure.unit == Unit.nanoseconds.rawValue
        let scale = isTime ? 1e9 : 1
        var misc: [String: String] = [:]
        if let cost { misc["interval_95"] = "\(cost.low / scale) … \(cost.high / scale)" }
        misc["grade"] = figure.grade?.rawValue
        return Report.Test(
            id: id, build_id: build, path: path(figure.name), comment: figure.name.printable,
            status: cost == nil && figure.status == .measured ? "MISS" : status(figure.status),
            number: cost.map {
                Report.Number(value: $0.median / scale, unit: isTime ? "s" : "B", prefix: isTime ? "metric" : "binary")
            },
            start_time: result.beganText.isEmpty ? nil : result.beganText,
            log_excerpt: figure.reason.map { $0.printable },
            environment: .init(comment: result.fact("cpu.model")), misc: misc)
    }

    private func status(_ status: Status) -> String {
        switch status {
        case .measured: "DONE"
        case .skipped: "SKIP"
        case .invalid: "ERROR"
        case .failed: "MISS"
        }
    }

    /// A path has words of letters, digits, `_` and `-` between its dots: parameters become such words.
    private func path(_ name: RowName) -> String {
        let words = "toll.\(name.base)".split(separator: ".") + name.parameters.map { "\($0.name)-\($0.value)" }
        return words.map { word in
            String(word.map { $0.isASCII && ($0.isLetter || $0.isNumber) || "_-".contains($0) ? $0 : "_" })
        }.joined(separator: ".")
    }
}

/// The report, key by key.
private struct Report: Encodable {
    struct Version: Encodable {
        var major = 5
        var minor = 3
    }
    struct Checkout: Encodable {
        var id: String
        var origin = "toll"
        var git_commit_name: String
    }
    struct Build: Encodable {
        var id: String
        var origin = "toll"
        var checkout_id: String
        var architecture: String
    }
    struct Test: Encodable {
        var id: String
        var origin = "toll"
        var build_id: String
        var path: String
        var comment: String
        var status: String
        var number: Number?
        var start_time: String?
        var log_excerpt: String?
        var environment: Environment
        var misc: [String: String]
    }
    struct Number: Encodable {
        var value: Double
        var unit: String
        var prefix: String
    }
    struct Environment: Encodable { var comment: String }

    var version = Version()
    var checkouts: [Checkout]
    var builds: [Build]
    var tests: [Test]
}
