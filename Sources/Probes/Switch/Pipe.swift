internal import CKernel

/// A byte goes to the partner through one pipe and comes back through another.
func pipeSwitch(
    _ kind: Partner.Kind, at place: Place, carrying baggage: Baggage = Baggage()
) throws -> Rig {
    try wireSwitch(kind, at: place, carrying: baggage, by: { _ in try Pipe() })
}

extension Pipe: Wire {
    @inline(__always)
    func give() -> Bool {
        var byte: UInt8 = 0
        return k_write1(writer, &byte) == 1
    }

    @inline(__always)
    func take() -> Bool {
        var byte: UInt8 = 0
        return k_read1(reader, &byte) == 1
    }
}
