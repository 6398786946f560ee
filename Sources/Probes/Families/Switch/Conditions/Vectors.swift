internal import CKernel

/// The wide vector registers: the kernel saves and loads them with every switch, but for those that are not in use, as
/// in the plain pipe rows.
enum Vectors {
    /// The 256-bit registers.
    case avx
    /// The 512-bit ones, thirty-two of them.
    case avx512

    #if arch(x86_64)
        fileprivate var states: UInt64 { UInt64(self == .avx ? k_state_avx : k_state_avx512) }
        @inline(__always) fileprivate func use() { if self == .avx { k_use_ymm() } else { k_use_zmm() } }
    #endif
}

extension Need {
    /// The registers, in the processor and in the kernel, and a processor that reports whether they are in use.
    static func vectors(_ vectors: Vectors) -> Need {
        Need("wide registers") { _ in
            #if arch(x86_64)
                if k_states_enabled() & vectors.states != vectors.states {
                    return .unsupported("the processor, or the kernel, has no such registers")
                }
                return k_states_told() == 0
                    ? .unsupported("the processor does not say which registers are in use") : nil
            #else
                return .unsupported("x86-64 only: elsewhere every switch saves all registers")
            #endif
        }
    }
}

/// A pipe whose giver first writes all of the wide registers: the kernel would leave out what has not been written
/// since it was loaded, too.
struct VectorPipe: Wire {
    private let pipe: Pipe
    private let vectors: Vectors

    init(_ vectors: Vectors) throws {
        pipe = try Pipe()
        self.vectors = vectors
    }

    @inline(__always)
    func give() -> Int32 {
        #if arch(x86_64)
            vectors.use()
        #endif
        return pipe.give()
    }

    @inline(__always)
    func take() -> Int32 { pipe.take() }

    func close() { pipe.close() }
}

/// The plain pipe row with registers in use on both sides. The processor itself must still call them used at the end
/// of each batch.
func vectorSwitch(_ kind: Partner.Kind, at place: Place, _ vectors: Vectors) throws -> Rig {
    var condition = SwitchCondition()
    #if arch(x86_64)
        condition.batchEnded = {
            guard k_states_in_use() & vectors.states == vectors.states else {
                throw OperationFailed("the vector registers were not in use: \(k_states_in_use())")
            }
        }
    #endif
    return try wireSwitch(kind, at: place, under: condition, by: { _ in try VectorPipe(vectors) })
}
