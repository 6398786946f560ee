internal import CKernel
internal import Glibc

/// A byte goes to the partner through one pipe and comes back through another.
func pipeSwitch(
    _ kind: Partner.Kind, at place: Place, under condition: SwitchCondition = SwitchCondition()
) throws -> Rig {
    try wireSwitch(kind, at: place, under: condition, by: { _ in try Pipe() })
}

/// The same by the instruction itself. What it saves is more than the library's few instructions: where the kernel has
/// emptied the return predictor, which a switch makes it do, the return from the library's function is mispredicted.
func inlinedPipeSwitch(_ kind: Partner.Kind, at place: Place) throws -> Rig {
    try wireSwitch(kind, at: place, by: { _ in InlinedPipe(pipe: try Pipe()) })
}

extension Pipe: Wire {}

/// A pipe whose calls are compiled into the loop that makes them.
private struct InlinedPipe: Wire {
    let pipe: Pipe

    @inline(__always)
    func give() -> Int32 {
        var byte: UInt8 = 0
        return outcome(ofInlined: k_write1(pipe.writer, &byte))
    }

    @inline(__always)
    func take() -> Int32 {
        var byte: UInt8 = 0
        return outcome(ofInlined: k_read1(pipe.reader, &byte))
    }

    func close() { pipe.close() }

    @inline(__always)
    private func outcome(ofInlined count: Int) -> Int32 { count == 1 ? 0 : count < 0 ? Int32(count) : -EPIPE }
}
