internal import CKernel
internal import Glibc
internal import Sampling

/// Which of many descriptors can be read from. Each operation holds the kernel's answer against how many are ready.
let readyProbes: [Probe] = [look(.select), look(.poll), look(.epoll), change(.add), change(.modify)]

/// Over how many descriptors.
let readySweeps: [Sweep] = [
    Sweep(
        "ready", "what asking for readiness costs by the descriptors, none ready and one",
        of: ["ready.select", "ready.poll", "ready.epoll"],
        over: [Sweep.Axis("descriptors", [10, 100, 1000, 10_000]), Sweep.Axis("ready", [0, 1])]),
    Sweep(
        "interest", "what changing what an epoll watches costs by the descriptors that it watches",
        of: ["ready.epoll.add", "ready.epoll.modify"], over: [Sweep.Axis("descriptors", [10, 100, 1000, 10_000])]),
]

private let watched = Parameter("descriptors", 1...1_000_000, default: 100, "descriptors that are watched")

/// How the kernel is asked.
private enum Asking: String {
    case select, poll, epoll

    var words: String {
        switch self {
        case .select: "pselect, with a copy of the set"
        case .poll: "poll"
        case .epoll: "epoll_wait"
        }
    }
}

private func look(_ asking: Asking, descriptors: Int = 100, ready: Int = 1) -> Probe {
    Probe(
        RowName(stringLiteral: "ready.\(asking)"),
        "\(asking.words), over \(descriptors) descriptors of which \(ready == 0 ? "none" : "\(ready)") can be read",
        per: "call", does: calls(1), isDefault: false,
        takes: [watched, Parameter("ready", 0...1, default: 1, "descriptors that can be read from")],
        vary: { look(asking, descriptors: $0["descriptors"], ready: $0["ready"]) }
    ) { _ in
        try unwinding { cleanup in
            let crowd = try cleanup.keep(EventFiles(descriptors), EventFiles.close)
            try crowd.fill(ready)
            let ask: () -> Int
            switch asking {
            case .select: ask = crowd.select(cleanup)
            case .poll: ask = crowd.poll(cleanup)
            case .epoll: ask = try crowd.epoll(cleanup)
            }
            return Rig(finish: cleanup.run) { n in
                for _ in 0..<n {
                    let found = ask()
                    guard found == ready else {
                        throw OperationFailed(
                            found < 0
                                ? "\(asking): \(errorText(of: found))"
                                : "\(ready) descriptors are ready, the kernel found \(found)")
                    }
                }
            }
        }
    }
}

/// What is changed of what an epoll watches.
private enum Change: String { case add, modify }

private func change(_ change: Change, descriptors: Int = 100) -> Probe {
    Probe(
        RowName(stringLiteral: "ready.epoll.\(change)"),
        change == .add
            ? "epoll_ctl that adds a descriptor to \(descriptors) others, or takes it away"
            : "epoll_ctl that changes the events of interest of one of \(descriptors) descriptors",
        per: "call", operationsPerIteration: 2, does: calls(1), isDefault: false, takes: [watched],
        vary: { values in Probes.change(change, descriptors: values["descriptors"]) }
    ) { _ in
        try unwinding { cleanup in
            let crowd = try cleanup.keep(EventFiles(descriptors + 1), EventFiles.close)
            let set = try crowd.set(of: change == .add ? descriptors : descriptors + 1, cleanup)
            let other = crowd.numbers[descriptors / 2]
            let last = crowd.numbers[descriptors]
            return Rig(finish: cleanup.run) { n in
                for _ in 0..<n {
                    let done =
                        switch change {
                        case .add:
                            k_epoll_watch(set, last, Int32(EPOLLIN.rawValue), nil, 0) == 0
                                && k_epoll_forget(set, last) == 0
                        case .modify:
                            k_epoll_watch(set, other, Int32(EPOLLIN.rawValue | EPOLLOUT.rawValue), nil, 1) == 0
                                && k_epoll_watch(set, other, Int32(EPOLLIN.rawValue), nil, 1) == 0
                        }
                    guard done else { throw OperationFailed("epoll_ctl: \(errorText())") }
                }
            }
        }
    }
}

/// Many descriptors, of which some can be read from: eventfds, the lightest there are.
final class EventFiles {
    private(set) var numbers: [Int32] = []

    init(_ count: Int) throws {
        Limits.openFiles(count + 64)
        numbers.reserveCapacity(count)
        while numbers.count < count {
            let made = eventfd(0, Int32(EFD_CLOEXEC | EFD_NONBLOCK))
            guard made >= 0 else {
                let reason = errorText()
                close()
                throw Refusal("\(count) descriptors: \(reason)")
            }
            numbers.append(made)
        }
    }

    /// Makes so many of them, from the middle on, readable.
    func fill(_ ready: Int) throws {
        for index in 0..<ready {
            let file = numbers[(numbers.count / 2 + index) % numbers.count]
            guard eventfd_write(file, 1) == 0 else { throw Refusal("an eventfd: \(errorText())") }
        }
    }

    func select(_ cleanup: Cleanup) -> () -> Int {
        let limit = (numbers.max() ?? 0) + 1
        let words = (Int(limit) + 63) / 64
        let sets = UnsafeMutablePointer<UInt64>.allocate(capacity: 2 * words)
        sets.initialize(repeating: 0, count: 2 * words)
        for number in numbers { sets[Int(number) / 64] |= 1 << UInt64(number % 64) }
        cleanup.add { sets.deallocate() }
        return { k_select_look(limit, sets, sets + words) }
    }

    func poll(_ cleanup: Cleanup) -> () -> Int {
        let count = numbers.count
        let list = UnsafeMutablePointer<pollfd>.allocate(capacity: count)
        for (index, number) in numbers.enumerated() {
            (list + index).initialize(to: pollfd(fd: number, events: Int16(POLLIN), revents: 0))
        }
        cleanup.add { list.deallocate() }
        return {
            let found = Glibc.poll(list, nfds_t(count), 0)
            return Int(found < 0 ? -errno : found)
        }
    }

    func epoll(_ cleanup: Cleanup) throws -> () -> Int {
        let set = try set(of: numbers.count, cleanup)
        let events = UnsafeMutablePointer<epoll_event>.allocate(capacity: 16)
        cleanup.add { events.deallocate() }
        return { Int(k_epoll_look(set, events, 16)) }
    }

    /// An epoll that watches the first so many.
    func set(of count: Int, _ cleanup: Cleanup) throws -> Int32 {
        let set = try cleanup.keep(Descriptor(made: k_epoll_create(), orRefuse: "no epoll"), Descriptor.close)
        for number in numbers[..<count] {
            let result = k_epoll_watch(set.number, number, Int32(EPOLLIN.rawValue), nil, 0)
            guard result == 0 else { throw Refusal("epoll_ctl: \(errorText(of: result))") }
        }
        return set.number
    }

    func close() {
        for number in numbers { _ = Glibc.close(number) }
        numbers = []
    }
}
