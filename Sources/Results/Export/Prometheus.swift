internal import Basics
internal import Sampling

extension ExportFormat {
    /// Gauges in seconds, a label for the probe and one for which end of the interval it is.
    func prometheus(_ result: ResultFile) -> String {
        let figures = result.figures
        func samples(
            _ metric: String, in unit: Unit = .nanoseconds, _ estimate: (Figure) -> Estimate?
        ) -> [String] {
            let scale = unit == .nanoseconds ? 1e9 : 1
            return figures.filter { $0.status == .measured && $0.unit == unit.rawValue }.flatMap { figure -> [String] in
                guard let value = estimate(figure) else { return [] }
                return [("low", value.low), ("median", value.median), ("high", value.high)].map { bound, value in
                    "\(metric){probe=\"\(label(figure.name.text))\",bound=\"\(bound)\"} \(value / scale)"
                }
            }
        }
        func family(_ name: String, _ help: String, _ samples: [String]) -> [String] {
            samples.isEmpty ? [] : ["# HELP \(name) \(help)", "# TYPE \(name) gauge"] + samples
        }
        let facts = [("cpu", "cpu.model"), ("kernel", "kernel.release"), ("hypervisor", "machine.hypervisor")]
            .map { "\($0)=\"\(label(result.fact($1)))\"" }.joined(separator: ",")
        let valid = figures.map { figure in
            "toll_probe_valid{probe=\"\(label(figure.name.text))\"} \(figure.status == .measured ? 1 : 0)"
        }
        let lines =
            family("toll_machine_info", "The machine that was measured.", ["toll_machine_info{\(facts)} 1"])
            + family(
                "toll_run_began_timestamp_seconds", "When the run began.",
                ["toll_run_began_timestamp_seconds \(result.run.began)"])
            + family("toll_probe_valid", "Whether the probe has a valid figure.", valid)
            + family(
                "toll_operation_seconds", "What a task pays for one operation: median and 95 % interval.",
                samples("toll_operation_seconds") { $0.cost })
            + family(
                "toll_operation_net_seconds", "The same less its baseline.",
                samples("toll_operation_net_seconds") { $0.net })
            + family(
                "toll_operation_bytes", "What one operation takes of memory: median and 95 % interval.",
                samples("toll_operation_bytes", in: .bytes) { $0.cost })
        return lines.joined(separator: "\n") + "\n"
    }

    /// A label's text; printable text holds no line ends, so quotes and backslashes are what is left to escape.
    private func label(_ text: String) -> String {
        text.printable.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"")
    }
}
