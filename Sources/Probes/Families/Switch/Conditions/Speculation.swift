internal import CKernel
internal import Glibc

/// What speculation a task can ask to be spared.
enum Speculation {
    /// Loads that overtake older stores (SSBD).
    case storeBypass
    /// Indirect branches predicted from what other tasks did (STIBP, and a barrier with each switch).
    case indirectBranch

    fileprivate var kind: Int32 { Int32(self == .storeBypass ? k_store_bypass : k_indirect_branch) }
}

extension Need {
    /// A kernel that lets a task decide for itself, as Documentation/userspace-api/spec_ctrl.rst describes it.
    static func say(over speculation: Speculation) -> Need {
        Need("a say over speculation") { _ in
            let state = k_speculation(speculation.kind)
            guard state >= 0 else {
                let reason = errorText(of: state)
                return [-EINVAL, -ENODEV].contains(state)
                    ? .unsupported("the kernel knows no such control: \(reason)") : .untried(reason)
            }
            if state & Int32(k_speculation_per_task) != 0 {
                let isEnabled = state & Int32(k_speculation_enabled) != 0
                return isEnabled ? nil : .unsupported("it is disabled for this task already")
            }
            switch state {
            case 0: return .unsupported("this processor is not affected")
            case Int32(k_speculation_enabled):
                return .unsupported("the kernel leaves it enabled for all, and no task can disable it")
            default: return .unsupported("the kernel has disabled it for all")
            }
        }
    }
}

extension SwitchCondition {
    /// The partner asks to be spared and the worker does not, so that the setting changes at each switch.
    static func without(_ speculation: Speculation) -> SwitchCondition {
        let kind = speculation.kind
        return SwitchCondition(
            impose: { _ in
                // The partner has no way to refuse, so the worker tries what the partner will do.
                let result = k_set_speculation(kind, Int32(k_speculation_disabled))
                guard result == 0 else { throw Refusal("the kernel refuses to disable it: \(errorText(of: result))") }
                _ = k_set_speculation(kind, Int32(k_speculation_enabled))
            },
            partnerStarts: { _ = k_set_speculation(kind, Int32(k_speculation_disabled)) })
    }
}
