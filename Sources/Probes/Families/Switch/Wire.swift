internal import CKernel
internal import Glibc

/// One direction between two tasks: one side gives, the other sleeps until something was given. What is given is
/// always the same, so nothing is carried but the wake-up. Both return 0, or a negated error number.
protocol Wire {
    /// Wakes whoever takes.
    func give() -> Int32
    /// Sleeps until something was given, and takes it away.
    func take() -> Int32
    /// Undoes what making it did.
    func close()
}

/// What reading or writing `wanted` bytes by the C library gave: 0, or a negated error number.
@inline(__always)
func outcome(_ count: Int, of wanted: Int) -> Int32 { count == wanted ? 0 : count < 0 ? -errno : -EPIPE }

/// Gives by one wire and takes by another.
@inline(__always)
func exchange<W: Wire>(give there: W, take back: W) throws {
    var result = there.give()
    if result == 0 { result = back.take() }
    if result != 0 { throw OperationFailed("\(W.self): \(errorText(of: result))") }
}

/// What a wire is made for.
enum WireUse: Int32 { case there, back, own }

/// Two tasks that take turns: each gives to the other, then takes. The baseline gives to itself: the same calls a hop,
/// and nobody to wait for.
///
/// - Parameter met: is told of the partner, for wires that have to know whom they lead to.
func wireSwitch<W: Wire>(
    _ kind: Partner.Kind, at place: Place, carrying condition: SwitchCondition = SwitchCondition(),
    by makeWire: (WireUse) throws -> W, met: (_ there: W, Partner) -> Void = { _, _ in }
) throws -> Rig {
    let takeOff = try condition.putOn()
    let (there, back, own) = (try makeWire(.there), try makeWire(.back), try makeWire(.own))
    let page = try SharedPage()
    let over = page.words
    let partner = try Partner(kind, on: place.partner) {
        condition.partnerStarts()
        while there.take() == 0, k_load(over) == 0, back.give() == 0 {}
    }
    met(there, partner)
    return Rig(
        partners: [partner], notes: condition.notes,
        baseline: { n in
            for _ in 0..<2 * n { try exchange(give: own, take: own) }
            if n > 0 { try condition.batchEnded() }
        },
        finish: {
            k_store(over, 1)
            _ = there.give()
            partner.end()
            for wire in [there, back, own] { wire.close() }
            page.close()
            takeOff()
        },
        loop: { n in
            for _ in 0..<n { try exchange(give: there, take: back) }
            if n > 0 { try condition.batchEnded() }
        })
}

/// What two tasks carry from switch to switch: nothing, unless a probe is about it.
struct SwitchCondition {
    /// On the worker's side, before the partner is made, which inherits what tasks inherit. Gives back how to undo it.
    ///
    /// Throws a `Refusal` when the machine does not let it be carried.
    var putOn: () throws -> () -> Void = { {} }
    /// On the partner's side, before its first turn.
    var partnerStarts: () -> Void = {}
    /// On the worker's side, after a batch: whether it is still carried.
    var batchEnded: () throws -> Void = {}
    /// What the reader should know of the figure.
    var notes: [String] = []
}
