internal import CKernel

/// The wide vector registers: the kernel saves and loads them with every switch, but for those that are not in use.
/// With nobody using them that is how the plain pipe rows run.
enum Vectors {
    /// The 256-bit registers.
    case avx
    /// The 512-bit ones, thirty-two of them.
    case avx512

    #if arch(x86_64)
        fileprivate var states: UInt64 { UInt64(self == .avx ? k_state_avx : k_state_avx512) }
        fileprivate func use() { if self == .avx { k_use_ymm() } else { k_use_zmm() } }
    #endif
}

extension Need {
    /// The registers, in the processor and in the kernel, and a processor that tells whether they are in use.
    static func vectors(_ vectors: Vectors) -> Need {
        Need("wide registers") { _ in
            #if arch(x86_64)
                if k_states_enabled() & vectors.states != vectors.states {
                    return "the processor, or the kernel, has no such registers"
                }
                return k_states_told() == 0 ? "the processor does not tell which registers are in use" : nil
            #else
                return "x86-64 only: elsewhere every switch saves all registers"
            #endif
        }
    }
}

extension Baggage {
    /// Registers in use on both sides. They are filled at the start of each batch and on the partner's side once: no
    /// system call changes them. The processor itself must still call them used at the end of each batch.
    static func vectors(_ vectors: Vectors) -> Baggage {
        #if arch(x86_64)
            Baggage(
                partnerStarts: vectors.use,
                batchStarts: vectors.use,
                batchEnded: {
                    guard k_states_in_use() & vectors.states == vectors.states else {
                        throw OperationFailed("the vector registers were not in use: \(k_states_in_use())")
                    }
                })
        #else
            Baggage()
        #endif
    }
}
