internal import CKernel

/// A byte goes to the partner through one pipe and comes back through the other. The baseline writes a byte into a
/// pipe and reads it out again itself: the same two calls a hop, and nobody to wait for.
func pipeSwitch(_ kind: Partner.Kind, on cpu: Int, and otherCPU: Int) throws -> Rig {
    let there = try Pipe()
    let back = try Pipe()
    let own = try Pipe()
    let partner = try Partner(kind, on: otherCPU) {
        var byte: UInt8 = 0
        while k_read1(there.reader, &byte) == 1, byte != farewell, k_write1(back.writer, &byte) == 1 {}
    }
    return Rig(
        partners: [partner],
        baseline: { n in
            var byte: UInt8 = 0
            for _ in 0..<2 * n where k_write1(own.writer, &byte) != 1 || k_read1(own.reader, &byte) != 1 {
                throw OperationFailed("a byte through a pipe")
            }
        },
        finish: {
            var byte = farewell
            _ = k_write1(there.writer, &byte)
            partner.end()
            for pipe in [there, back, own] { pipe.close() }
        },
        loop: { n in
            var byte: UInt8 = 0
            for _ in 0..<n where k_write1(there.writer, &byte) != 1 || k_read1(back.reader, &byte) != 1 {
                throw OperationFailed("a byte through two pipes")
            }
        })
}

/// The byte that tells a partner to go.
let farewell: UInt8 = 0xff
