internal import Basics
internal import Sampling

extension ExportFormat {
    /// Gauges in base units: the estimate and both ends of its interval are metrics of their own, so that an average
    /// over machines is one of the same thing. A row's parameters are labels.
    func prometheus(_ result: ResultFile) -> String {
        let figures = result.figures
        func family(_ name: String, _ help: String, _ value: (Figure) -> Double?) -> [String] {
            let samples = figures.compactMap { figure in
                value(figure).flatMap { $0.isFinite ? "\(name){\(labels(figure.name))} \($0)" : nil }
            }
            return samples.isEmpty ? [] : ["# HELP \(name) \(help)", "# TYPE \(name) gauge"] + samples
        }
        /// Median, low and high of an estimate, the unit at the end of the name as Prometheus wants it.
        func families(
            _ stem: String, _ unit: String, _ help: String, scale: Double = 1, _ estimate: (Figure) -> Estimate?
        ) -> [String] {
            func valid(_ figure: Figure) -> Estimate? { figure.status == .measured ? estimate(figure) : nil }
            return family("\(stem)_\(unit)", "\(help): the median.") { valid($0).map { $0.median / scale } }
                + family("\(stem)_low_\(unit)", "\(help): lower end of the 95 % interval.") {
                    valid($0).map { $0.low / scale }
                }
                + family("\(stem)_high_\(unit)", "\(help): upper end of the 95 % interval.") {
                    valid($0).map { $0.high / scale }
                }
        }
        func time(_ figure: Figure, _ estimate: Estimate?) -> Estimate? {
            figure.unit == Unit.nanoseconds.rawValue ? estimate : nil
        }
        let facts = [
            ("cpu", "cpu.model"), ("kernel", "kernel.release"), ("hypervisor", "machine.hypervisor"),
            ("version", "toll.version"),
        ].map { "\($0)=\"\(label(result.fact($1)))\"" }.joined(separator: ",")
        let lines =
            [
                "# HELP toll_machine_info The machine that was measured, and the toll that did it.",
                "# TYPE toll_machine_info gauge", "toll_machine_info{\(facts)} 1",
                "# HELP toll_run_began_timestamp_seconds When the run began.",
                "# TYPE toll_run_began_timestamp_seconds gauge",
                "toll_run_began_timestamp_seconds \(result.run.began)",
            ]
            + family("toll_probe_valid", "Whether the probe has a valid figure.") { $0.status == .measured ? 1 : 0 }
            + family("toll_probe_grade", "How far to trust it: 1 undisturbed (A) to 4 not to be used (D).") { figure in
                figure.grade.flatMap { Grade.Letter.allCases.firstIndex(of: $0) }.map { Double($0 + 1) }
            }
            + families("toll_operation", "seconds", "What a task pays for one operation", scale: 1e9) {
                time($0, $0.cost)
            }
            + families("toll_operation_net", "seconds", "The same less its baseline", scale: 1e9) { time($0, $0.net) }
            + families("toll_operation", "cycles", "The cost of one operation in core cycles") { $0.cycles }
            + families("toll_operation", "bytes", "What one operation takes of memory") {
                $0.unit == Unit.bytes.rawValue ? $0.cost : nil
            }
        return (lines + tails(figures)).joined(separator: "\n") + "\n"
    }

    /// Quantiles of single operations, labelled as Prometheus labels those of its summaries, and the longest of each.
    private func tails(_ figures: [Figure]) -> [String] {
        let rows = figures.compactMap { figure in
            figure.status == .measured ? figure.tail.map { (labels: labels(figure.name), tail: $0) } : nil
        }
        guard !rows.isEmpty else { return [] }
        let (name, longest) = ("toll_single_operation_seconds", "toll_single_operation_longest_seconds")
        return [
            "# HELP \(name) Operations timed one by one, with reading the clock: quantiles.", "# TYPE \(name) gauge",
        ]
            + rows.flatMap { row in
                zip(Distribution.percentiles, row.tail.percentiles).compactMap { percent, value in
                    let quantile = Format.decimal(percent / 100, places: 6)
                    return value.map { "\(name){\(row.labels),quantile=\"\(quantile)\"} \($0 / 1e9)" }
                }
            }
            + ["# HELP \(longest) The longest of them.", "# TYPE \(longest) gauge"]
            + rows.map { "\(longest){\($0.labels)} \($0.tail.longest / 1e9)" }
    }

    /// The probe and its parameters as labels. Where they make no labels, the whole name is the probe's.
    private func labels(_ name: RowName) -> String {
        let keys = name.parameters.map { parameter in
            String(parameter.name.map { $0.isASCII && ($0.isLetter || $0.isNumber) ? $0 : "_" })
        }
        let areLabels =
            Set(keys + ["probe"]).count == keys.count + 1
            && keys.allSatisfy { $0.first?.isLetter == true && $0.count <= 64 }
        guard areLabels else { return "probe=\"\(label(name.text))\"" }
        return (["probe=\"\(label(name.base))\""] + zip(keys, name.parameters).map { "\($0)=\"\($1.value)\"" })
            .joined(separator: ",")
    }

    /// A label's text; printable text holds no line ends, so quotes and backslashes are what is left to escape.
    private func label(_ text: String) -> String {
        text.printable.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"")
    }
}
