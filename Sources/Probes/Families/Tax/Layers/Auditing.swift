internal import CKernel
internal import Glibc
internal import Sampling

extension Layer {
    /// A rule that looks at the operation's calls.
    ///
    /// Whether the kernel looks after a task's calls at all is decided at its birth. So bare tasks are born while a
    /// rule says that children of this worker are not to be audited, and the others when that is gone.
    static func audited(records: Bool) -> Layer {
        Layer(
            name: records ? "wide.audit.record" : "wide.audit",
            summary: records
                ? "while an audit rule writes a record of each of its calls"
                : "while an audit rule looks at its calls and fits none",
            needs: [.systemWide, .auditing(forRecords: records)], operations: records ? [.null] : TaxOperation.ofKernel,
            leavesOpen: records ? [.contextSwitches] : [], isPutOn: !records, shortening: 8, handover: 60
        ) { site in
            let audited = try Audited(site, records: records)
            var imposition = Imposition(
                birth: (before: audited.letIn, after: {}), enter: { _ in audited.enter() },
                complaint: "no audit record of a task of toll's comes (a rule such as never,task?)",
                witness: records
                    ? .count({ _ in audited.written() }, perIteration: site.operation.ownCalls)
                    : .count({ _ in audited.answered() }, perIteration: 0, besides: 1),
                notes: [
                    records
                        ? "its records go wherever the kernel's audit records go"
                        : "every task of the machine that is audited is under the rule while a batch runs"
                ])
            imposition.put = (audited.putOn, audited.takeOff)
            imposition.ownCalls = { audited.calls }
            return imposition
        }
    }
}

/// The rules of a layer, and how a task can tell that they see it: by the record of a call that fits one of them.
final class Audited {
    /// Milliseconds: a kernel that has many records to get rid of keeps everybody waiting.
    private static let patience: Int32 = 10_000

    /// The rule about births, and those about calls behind it.
    private let rules: UnsafeMutablePointer<k_audit_rule>
    private let count: Int32
    private let key: UnsafeMutablePointer<CChar>
    private let argument: UInt32
    private let control: Descriptor
    private let caretaker: Caretaker
    private var keepsOut = false

    // A task's own.
    private var isUnder = false
    private var wasAsked = false
    private var own: Int32 = -1
    private var listener: Int32 = -1
    private var heard = k_audit_records()

    init(_ site: TaxSite, records: Bool) throws {
        let text = ControlGroup.newName()
        // No process has such a number, and no descriptor.
        let argument = UInt32.random(in: 1 << 29..<1 << 30)
        let (rules, count, key) = (
            UnsafeMutablePointer<k_audit_rule>.allocate(capacity: 3), Int32(records ? 3 : 2), strdup(text)!
        )
        (self.rules, self.count, self.key, self.argument) = (rules, count, key, argument)
        site.cleanup.add {
            rules.deallocate()
            free(key)
        }
        let worker = UInt32(getpid())
        k_audit_write_rule(
            rules, Int32(k_audit_births), Int32(k_audit_never), nil, 0, Int32(k_audit_process), worker, nil)
        let (mark, calls) = (Int32(k_nr_getpgid), site.operation.numbers)
        let looked = records ? [mark] : calls + [mark]
        k_audit_write_rule(
            rules + 1, Int32(k_audit_exits), Int32(k_audit_always), looked, Int32(looked.count),
            Int32(k_audit_first_argument), argument, key)
        if records {
            k_audit_write_rule(
                rules + 2, Int32(k_audit_exits), Int32(k_audit_always), calls, Int32(calls.count),
                Int32(k_audit_parent), worker, key)
        }
        control = try site.cleanup.keep(
            Descriptor(made: k_audit_open(0, Audited.patience), orRefuse: "the kernel's auditing is not to be had"),
            Descriptor.close)
        caretaker = try site.cleanup.keep(Caretaker { k_audit_forget(rules, count) }, Caretaker.dismiss)
        let added = k_audit_add(control.number, rules)
        guard added == 0 else { throw Refusal("the kernel takes no audit rule: \(errorText(of: added))") }
        keepsOut = true
    }

    /// From now on children of this worker are audited.
    func letIn() throws {
        guard keepsOut else { return }
        let removed = k_audit_remove(control.number, rules)
        guard removed == 0 else { throw Refusal("an audit rule does not go away: \(errorText(of: removed))") }
        keepsOut = false
    }

    /// In a task under the layer.
    func enter() -> Int32 {
        isUnder = true
        let opened = open(milliseconds: Audited.patience)
        guard opened == 0 else { return opened }
        // Whether it is seen at all is to be known now.
        let put = putOn()
        if put == 0 { k_audit_mark(listener, key, argument, &heard) }
        takeOff()
        return put < 0 ? put : heard.marks == 0 ? -ENODATA : 0
    }

    func putOn() -> Int32 {
        for place in 1..<Int(count) {
            heard.calls += 2
            let added = k_audit_add(own, rules + place)
            if added < 0 { return added }
        }
        return 0
    }

    func takeOff() {
        for place in 1..<Int(count) {
            heard.calls += 2
            _ = k_audit_remove(own, rules + place)
        }
    }

    /// System calls that it has made in a task: a question and an answer for each rule, and all that it took to hear.
    var calls: Int { Int(heard.calls) }

    /// How many of its marks a task has heard of.
    func answered() -> Int {
        ask()
        return Int(heard.marks)
    }

    /// Records of a task's other calls, up to now.
    func written() -> Int {
        ask()
        return Int(isUnder ? heard.others : heard.marks)
    }

    /// Marks a place, and hears what there is up to it. A bare task does so once, with the rules put on for that: none
    /// comes under them later.
    private func ask() {
        if isUnder { return k_audit_mark(listener, key, argument, &heard) }
        guard !wasAsked else {
            if heard.marks > 0 { heard.marks += 1 }
            return
        }
        wasAsked = true
        // Whoever cannot ask is no proof.
        guard open(milliseconds: 50) == 0, putOn() == 0 else { return heard.marks = 1 }
        k_audit_mark(listener, key, argument, &heard)
        takeOff()
    }

    private func open(milliseconds: Int32) -> Int32 {
        own = k_audit_open(0, Audited.patience)
        guard own >= 0 else { return own }
        listener = k_audit_open(1, milliseconds)
        return min(listener, 0)
    }
}

extension Need {
    /// Auditing that is on. Toll does not switch it on: tasks that are born later would be slower until the next boot.
    static func auditing(forRecords: Bool) -> Need {
        Need("auditing\(forRecords ? " without a daemon" : "")") { _ in
            var status = audit_status()
            let result = k_audit_about(&status)
            return auditingLack(result, enabled: status.enabled, daemon: forRecords ? status.pid : 0)
        }
    }

    /// What the kernel's answer means, where a daemon takes the records that is not to get toll's; 0 for none.
    static func auditingLack(_ result: Int32, enabled: UInt32, daemon: UInt32) -> Lack? {
        switch -result {
        case 0: break
        case EPROTONOSUPPORT, EAFNOSUPPORT: return .unsupported("the kernel has no auditing (CONFIG_AUDIT)")
        case ECONNREFUSED:
            return .unsupported("the kernel's auditing is not to be had here (audit=0, or a user namespace)")
        case EPERM: return .unsupported("auditing needs root, outside of containers (CAP_AUDIT_CONTROL)")
        default: return .unsupported("the kernel's auditing does not answer: \(errorText(of: result))")
        }
        switch enabled {
        case 0:
            return .unsupported(
                "auditing is off, and to switch it on (auditctl -e 1, or audit=1) makes the calls of all later tasks "
                    + "dearer until the next boot")
        case 1: break
        default: return .unsupported("the audit rules are locked until the next boot (auditctl -e 2)")
        }
        return daemon == 0
            ? nil : .unsupported("a daemon (process \(daemon)) would write all the records to its log")
    }
}
