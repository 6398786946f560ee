internal import Sampling

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

extension ExportFormat {
    /// A figure a line, each with the processor and the time, so that lines of many results can be put together.
    func jsonl(_ result: ResultFile) throws -> String {
        struct Line: Encodable {
            var cpu: String
            var kernel: String
            var began: Int64
            var noCycles: String?
            var figure: Figure
        }
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return try result.figures.map { figure in
            let line = Line(
                cpu: result.fact("cpu.model"), kernel: result.fact("kernel.release"), began: result.run.began,
                noCycles: figure.cycles == nil ? result.run.noCycles : nil, figure: figure)
            return String(decoding: try encoder.encode(line), as: UTF8.self) + "\n"
        }.joined()
    }
}
