internal import CKernel

/// Registers that a task may use, and that the kernel saves for it only then.
enum LiveState: String, CaseIterable {
    /// x86: the upper halves of sixteen registers of 256 bits.
    case avx
    /// x86: thirty-two registers of 512 bits.
    case avx512
    /// x86: eight tiles of 1 KiB.
    case amx
    /// AArch64: vectors as long as the processor has them.
    case sve
    /// AArch64: the matrix of SME, as long and as high as its vectors.
    case sme

    /// As the processors' makers write it.
    var name: String {
        switch self {
        case .avx: "AVX"
        case .avx512: "AVX-512"
        case .amx: "AMX"
        case .sve: "SVE"
        case .sme: "SME"
        }
    }

    var words: String {
        switch self {
        case .avx: "the 256-bit registers of AVX in use"
        case .avx512: "the 512-bit registers of AVX-512 in use"
        case .amx: "the tiles of AMX in use"
        case .sve: "the vectors of SVE filled before each, which the call gives up"
        case .sme: "the matrix of SME in use"
        }
    }

    /// Whether a call leaves them as they are. The kernel gives up the long vectors of SVE with each.
    var survivesCalls: Bool { self != .sve }

    /// Why there are none; nil where there are.
    var lack: String? {
        #if arch(x86_64)
            guard let states else { return "AArch64 only" }
            if k_states_enabled() & states != states { return "the processor, or the kernel, has no \(name)" }
            return k_states_told() == 0 ? "the processor does not say which registers are in use" : nil
        #else
            switch self {
            case .avx, .avx512, .amx: return "x86-64 only"
            case .sve: return k_has_sve() == 0 ? "the processor, or the kernel, has no SVE" : nil
            case .sme: return k_has_sme() == 0 ? "the processor, or the kernel, has no SME" : nil
            }
        #endif
    }

    #if arch(x86_64)
        /// The state components, as the processor numbers them.
        private var states: UInt64? {
            switch self {
            case .avx: UInt64(k_state_avx)
            case .avx512: UInt64(k_state_avx512)
            case .amx: UInt64(k_state_tiles)
            case .sve, .sme: nil
            }
        }
    #endif

    /// Asks the kernel for what it does not give unasked.
    func begin() throws {
        #if arch(x86_64)
            guard self == .amx else { return }
            let result = k_ask_for_tiles()
            guard result == 0 else {
                throw Refusal("the kernel does not let the tiles be used: \(errorText(of: result))")
            }
        #endif
    }

    /// Fills them.
    @inline(__always)
    func use() {
        #if arch(x86_64)
            switch self {
            case .avx: k_use_ymm()
            case .avx512: k_use_zmm()
            case .amx: k_use_tiles()
            case .sve, .sme: break
            }
        #else
            switch self {
            case .sve: k_use_sve()
            case .sme: k_use_matrix()
            case .avx, .avx512, .amx: break
            }
        #endif
    }

    /// Gives them up.
    func release() {
        #if arch(x86_64)
            switch self {
            case .avx: k_release_ymm()
            case .avx512: k_release_vectors()
            case .amx: k_release_tiles()
            case .sve, .sme: break
            }
        #else
            if self == .sme { k_release_matrix() }
        #endif
    }

    /// Whether they are in use, and so are saved: for SVE, whether they can be until the next call.
    func check() throws {
        #if arch(x86_64)
            let wanted = states ?? 0
            guard wanted != 0, k_states_in_use() & wanted == wanted else { throw notInUse }
        #else
            switch self {
            case .sve:
                k_use_sve()
                guard k_sve_is_kept() != 0 else { throw notInUse }
            case .sme: guard k_matrix_in_use() != 0 else { throw notInUse }
            case .avx, .avx512, .amx: throw notInUse
            }
        #endif
    }

    private var notInUse: OperationFailed { OperationFailed("the registers of \(name) were not in use") }
}
