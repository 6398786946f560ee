public import Testing

/// Tests that run probes take turns: each has the CPUs that it pins tasks to, and the kernel's tables that it looks
/// into, for itself.
public struct InTurn: SuiteTrait, TestTrait, TestScoping {
    /// Each test of a suite waits for its own turn.
    public let isRecursive = true

    /// Runs a test when nobody else has the turn.
    public func provideScope(
        for test: Test, testCase: Test.Case?, performing function: @Sendable () async throws -> Void
    ) async throws {
        await Turnstile.shared.enter()
        do { try await function() } catch {
            await Turnstile.shared.leave()
            throw error
        }
        await Turnstile.shared.leave()
    }
}

extension Trait where Self == InTurn {
    /// Takes turns with all other tests that are `inTurn`.
    public static var inTurn: Self { Self() }
}

private actor Turnstile {
    static let shared = Turnstile()

    private var isTaken = false
    private var waiting: [CheckedContinuation<Void, Never>] = []

    func enter() async {
        guard isTaken else {
            isTaken = true
            return
        }
        await withCheckedContinuation { waiting.append($0) }
    }

    /// Hands the turn to who has waited longest.
    func leave() {
        if waiting.isEmpty { isTaken = false } else { waiting.removeFirst().resume() }
    }
}
