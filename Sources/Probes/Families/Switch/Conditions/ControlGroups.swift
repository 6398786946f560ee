extension SwitchCondition {
    /// Both tasks in a control group of their own, whose CPU time the kernel accounts for.
    static func controlGroup() -> SwitchCondition {
        SwitchCondition(impose: { cleanup in
            let groups = try ControlGroup.parents().map {
                try cleanup.keep(ControlGroup(in: $0), ControlGroup.leaveAndRemove)
            }
            for group in groups { try group.enter() }
        })
    }
}
