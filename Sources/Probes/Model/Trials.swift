internal import Synchronization

/// What the trials of this process have found, so that many probes with one need cost one trial.
enum Trials {
    private struct Key: Hashable {
        let need: String
        let place: Place
    }

    private static let found = Mutex<[Key: Need.Lack?]>([:])

    /// The result of a need's trial at a place, made now unless it is known already. What could not be tried stays
    /// unknown. Whoever asks meanwhile waits.
    static func result(of need: String, at place: Place, trial: () -> Need.Lack?) -> Need.Lack? {
        found.withLock { found in
            let key = Key(need: need, place: place)
            if let known = found[key] { return known }
            let lack = trial()
            if case .untried = lack { return lack }
            found[key] = .some(lack)
            return lack
        }
    }
}
