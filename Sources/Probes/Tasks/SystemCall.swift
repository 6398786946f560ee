internal import CKernel
internal import Sampling

/// A system call that is made over and over by the instruction itself, and whose answer is known beforehand.
struct SystemCall {
    /// What it is called in messages.
    let name: String
    private let number: Int
    private let arguments: (Int, Int, Int, Int, Int, Int)
    private let answer: Int

    /// A call of `number`.
    ///
    /// - Parameter answer: what the kernel gives back each time: a negated error number where that is the point of it.
    init(
        _ name: String, _ number: some BinaryInteger, _ a: Int = 0, _ b: Int = 0, _ c: Int = 0, _ d: Int = 0,
        _ e: Int = 0, _ f: Int = 0, answers answer: Int = 0
    ) {
        self.name = name
        self.number = Int(number)
        arguments = (a, b, c, d, e, f)
        self.answer = answer
    }

    /// Makes it: what the kernel gave back.
    @inline(__always)
    func make() -> Int {
        k_syscall6(number, arguments.0, arguments.1, arguments.2, arguments.3, arguments.4, arguments.5)
    }

    /// Makes it once.
    ///
    /// - Throws: `OperationFailed` where the answer is another.
    @inline(__always)
    func call() throws {
        let result = make()
        if result != answer { throw OperationFailed(complaint(about: result)) }
    }

    /// Makes it once, to see whether the kernel has it.
    ///
    /// - Throws: a `Refusal` where the answer is another.
    func tryOut() throws {
        let result = make()
        if result != answer { throw Refusal(complaint(about: result)) }
    }

    private func complaint(about result: Int) -> String {
        func words(_ number: Int) -> String { number < 0 ? errorText(of: number) : "\(number)" }
        return answer == 0 && result < 0
            ? "\(name): \(words(result))" : "\(name) answers \(words(result)), and not \(words(answer))"
    }
}

extension Rig {
    /// A rig whose operation is one call. It is made once beforehand: what the kernel does not have or not allow is no
    /// failure.
    static func calling(
        _ call: SystemCall, notes: [String] = [], finish: @escaping () -> Void = {}
    ) throws -> Rig {
        try call.tryOut()
        return Rig(notes: notes, finish: finish) { n in for _ in 0..<n { try call.call() } }
    }

    /// A rig whose iteration is two calls.
    static func calling(
        _ first: SystemCall, _ second: SystemCall, notes: [String] = [], finish: @escaping () -> Void = {}
    ) throws -> Rig {
        try first.tryOut()
        try second.tryOut()
        return Rig(notes: notes, finish: finish) { n in
            for _ in 0..<n {
                try first.call()
                try second.call()
            }
        }
    }
}

extension Probe {
    /// A row outside the default set, whose operation goes into the kernel so many times and does not switch.
    ///
    /// - Parameter switches: those of which there are none: all, or where an operation takes long, voluntary ones.
    static func entering(
        _ name: RowName, _ summary: String, per operation: String = "call", calls: Double = 1,
        operationsPerIteration: Int = 1, without switches: Quantity? = .contextSwitches, needs: [Need] = [],
        takes parameters: [Parameter] = [],
        vary: (@Sendable (Values) throws -> Probe)? = nil, prepare: @escaping @Sendable (Place) throws -> Rig
    ) -> Probe {
        var declared: [Quantity: Double] = [.syscalls: calls]
        if let switches { declared[switches] = 0 }
        return Probe(
            name, summary, per: operation, operationsPerIteration: operationsPerIteration,
            does: declared, needs: needs, isDefault: false,
            takes: parameters, vary: vary, prepare: prepare)
    }
}

/// Where something lies, as system calls take it.
func address(_ pointer: UnsafeRawPointer) -> Int { Int(bitPattern: pointer) }
