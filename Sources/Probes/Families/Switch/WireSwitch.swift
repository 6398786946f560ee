internal import CKernel

/// Two tasks that take turns: each gives to the other, then takes. The baseline gives to itself: the same calls a hop,
/// and nobody to wait for.
///
/// - Parameter met: gets the partner, for wires that have to know whom they lead to.
func wireSwitch<W: Wire>(
    _ kind: Partner.Kind, at place: Place, under condition: SwitchCondition = SwitchCondition(),
    by makeWire: (WireUse) throws -> W, met: (_ there: W, Partner) -> Void = { _, _ in }
) throws -> Rig {
    try unwinding { cleanup in
        try condition.impose(cleanup)
        let there = try cleanup.keep(makeWire(.there), W.close)
        let back = try cleanup.keep(makeWire(.back), W.close)
        let own = try cleanup.keep(makeWire(.own), W.close)
        // Tried before there is anybody to wait for in vain.
        let given = own.give()
        guard given == 0, own.take() == 0 else {
            throw Refusal(own is Signal && given == -EAGAIN ? Limits.signals : "\(W.self): \(errorText(of: given))")
        }
        let page = try cleanup.keep(SharedPage(), SharedPage.close)
        let over = page.words
        let partner = try Partner(kind, on: place.partner) {
            condition.partnerStarts()
            while there.take() == 0, k_load(over) == 0, back.give() == 0 {}
        }
        cleanup.add {
            k_store(over, 1)
            _ = there.give()
            partner.end()
        }
        met(there, partner)
        return Rig(
            partners: [partner], notes: condition.notes,
            baseline: { n in
                for _ in 0..<2 * n { try exchange(give: own, take: own) }
                if n > 0 { try condition.batchEnded() }
            },
            finish: cleanup.run,
            loop: { n in
                for _ in 0..<n { try exchange(give: there, take: back) }
                if n > 0 { try condition.batchEnded() }
            })
    }
}
