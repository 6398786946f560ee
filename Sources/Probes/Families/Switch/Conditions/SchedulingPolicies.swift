extension SwitchCondition {
    /// A scheduling policy, which the partner inherits.
    static func policy(_ policy: Int32, priority: Int32) -> SwitchCondition {
        SwitchCondition(impose: { try adoptPolicy(policy, priority: priority, $0) })
    }
}
