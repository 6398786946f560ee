internal import Basics

/// What `toll doctor` has to say about one topic.
public struct Finding: Sendable, Equatable, Codable {
    /// How a topic stands.
    public enum State: String, Sendable, Codable, CaseIterable {
        /// Nothing in the way.
        case good
        /// Something cannot be measured.
        case limits
        /// Figures are less steady, or hold something that is not the kernel's own price.
        case noisy
        /// It could not be found out.
        case unknown
    }

    /// What it is about, two or three words.
    public let topic: String
    /// How it stands.
    public let state: State
    /// What is the case, one sentence.
    public let what: String
    /// What to do about it, one sentence with the command where there is one; nil where nothing is to be done.
    public let advice: String?
}

/// What the caller found when it tried to open counters. Machine does not open any itself.
public struct CounterAttempt: Sendable, Equatable {
    /// 0, or the error number of opening a hardware event (cycles) on oneself in user mode.
    public let hardware: Int32
    /// 0, or the error number of opening a software event (context switches) on oneself.
    public let software: Int32
    /// Why a counter of the CPU's is read by a system call; nil where user space may read it itself, or where there is
    /// none.
    public let readByCall: String?

    /// The error numbers of perf_event_open(2), 0 for success, and why counters are read by a system call.
    public init(hardware: Int32, software: Int32, readByCall: String? = nil) {
        (self.hardware, self.software, self.readByCall) = (hardware, software, readByCall)
    }
}

/// What is looked at: read once, before the checks. The checks are pure functions of it.
public struct Situation: Sendable {
    /// The machine's sources.
    public let survey: Survey
    /// The facts read from them.
    public let facts: Fingerprint
    /// What the caller found when it tried to open counters; nil when it did not try.
    public let counters: CounterAttempt?
    /// The folders to look for programs in, as in PATH.
    public let searchPath: String
    /// Why io_uring cannot be used, where the caller tried; nil where it can, or the caller did not try.
    public let noRing: String?
    /// Why no chart can be drawn, where the caller tried; nil where one can, or it did not try.
    public let noCharts: String?

    /// A situation. `facts` may hold more than was read from the survey.
    public init(
        survey: Survey, facts: Fingerprint, counters: CounterAttempt? = nil, searchPath: String = "",
        noCharts: String? = nil, noRing: String? = nil
    ) {
        (self.survey, self.facts, self.counters, self.searchPath) = (survey, facts, counters, searchPath)
        (self.noCharts, self.noRing) = (noCharts, noRing)
    }

    var root: SystemRoot { survey.root }
    func number(_ key: String) -> Double? { facts[key]?.number }
    func text(_ key: String) -> String? { facts[key]?.text }
    func flag(_ key: String) -> Bool? { facts[key]?.flag }

    /// The hypervisor's name; nil where there is none, or none is known of.
    var hypervisor: String? { text("machine.hypervisor").flatMap { $0 == "none" ? nil : $0 } }

    /// Whether this process is allowed what the given capability allows: one of a user namespace's own allows nothing
    /// that concerns the whole machine.
    func has(_ capability: String) -> Bool {
        flag("process.cap_" + capability) == true && (!isNamespaced || capability == "sys_admin")
    }

    /// Whether this process is in a user namespace of its own, whose root is bound by limits like any user.
    var isNamespaced: Bool { flag("process.user_namespace") == true }
}

/// One question of the doctor's: an entry in the array of its file.
struct Check: Sendable {
    /// Good, limited or noisy, with a sentence each; nil where the question does not arise on this machine.
    typealias Answer = (state: Finding.State, what: String, advice: String?)

    let topic: String
    let answer: @Sendable (Situation) -> Answer?

    init(_ topic: String, answer: @escaping @Sendable (Situation) -> Answer?) {
        (self.topic, self.answer) = (topic, answer)
    }
}

/// Says what a machine can and cannot measure, what makes it noisy and what to do. It changes nothing.
public enum Doctor {
    /// The findings, in the order of the checks.
    public static func findings(_ situation: Situation) -> [Finding] {
        findings(situation, of: counterChecks + noiseChecks + layerChecks + limitChecks)
    }

    static func findings(_ situation: Situation, of checks: [Check]) -> [Finding] {
        checks.compactMap { check in
            check.answer(situation).map {
                Finding(
                    topic: check.topic, state: $0.state, what: $0.what.printable, advice: $0.advice?.printable)
            }
        }
    }
}
