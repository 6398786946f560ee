internal import CKernel
internal import Glibc
internal import Sampling

/// Messages and connections within this machine. Where they go by 127.0.0.1, the worker has a network of its own, in
/// which there is nothing else.
let netProbes: [Probe] = Transport.allCases.flatMap { [roundTrip($0), roundTrip($0, cross: true)] } + otherNets

/// What a message costs by its size.
let netSweeps: [Sweep] = [
    Sweep(
        "net", "what a hop costs by the size of the message",
        of: Transport.allCases.map { "net.\($0.rawValue)" } + ["net.sendfile", "net.splice"],
        over: [Sweep.Axis("bytes", [1, 64, 1024, 16_384, 65_000])])
]

private func size(upTo most: Int) -> Parameter {
    Parameter("bytes", 1...most, default: 1, isBytes: true, "bytes of a message")
}

/// A message is sent, and one of the same size comes back, over the same connection. A large one may be taken in parts,
/// so that calls and switches are declared for those that go in one. A UNIX stream wakes who waits at its other end as
/// soon as what that one sent is taken, for nothing (Linux 6.18): up to a second switch a hop, which is stated only.
private func roundTrip(_ transport: Transport, bytes: Int = 1, cross: Bool = false) -> Probe {
    let isWhole = bytes <= 4096 || transport.keepsBounds
    var declared: [Quantity: Double] = [:]
    if isWhole { declared[.syscalls] = 2 }
    if isWhole, transport != .unixStream { declared[cross ? .voluntarySwitches : .contextSwitches] = 1 }
    return Probe(
        RowName("net.\(transport.rawValue)" + (cross ? ".cross" : "")),
        "two processes on \(cross ? "two CPUs" : "one CPU") exchange \(bytes == 1 ? "a byte" : "\(bytes) bytes") "
            + "over \(transport.words)",
        per: "hop", net: cross ? "waking another CPU, sleep and switch" : "sleep, wake-up and switch",
        operationsPerIteration: 2, does: declared, cpus: cross ? 2 : 1, needs: cross ? [.twoCPUs] : [], tasks: 2,
        isDefault: false, takes: [size(upTo: transport.most)],
        vary: { roundTrip(transport, bytes: $0["bytes"], cross: cross) }
    ) { place in
        try unwinding { cleanup in
            if transport.needsNetwork { try enterPrivateNetwork(cleanup) }
            var shared: Conversation?
            let rig = try wireSwitch(.process, at: cross ? place.across : place) { use in
                let line = try use == .back ? shared ?? Conversation(transport, bytes) : Conversation(transport, bytes)
                if use == .there { shared = line }
                return ConversationWire(line: line, use: use)
            }
            return rig.adding(notes: transport.notes, finish: cleanup.run)
        }
    }
}

private let otherNets: [Probe] = [
    .connection("tcp", "a TCP connection over 127.0.0.1") {
        try enterPrivateNetwork($0)
        return k_tcp_door($1)
    },
    .connection("unix", "a UNIX stream connection") { k_unix_door($1) },

    .entering(
        "net.descriptor", "a descriptor is sent over a UNIX socket, received and closed, by one task",
        per: "descriptor", calls: 3
    ) { _ in
        let line = try Conversation(.unixStream, 1)
        var received: Int32 = -1
        func once() throws {
            var sent = line.near
            let gone = k_send_descriptors(line.near, &sent, 1)
            guard gone == 0 else { throw OperationFailed("sendmsg: \(errorText(of: gone))") }
            guard k_receive_descriptors(line.far, &received) == 1 else { throw OperationFailed("recvmsg") }
            if close(received) != 0 { throw OperationFailed("close: \(errorText())") }
        }
        return Rig(finish: line.close) { n in for _ in 0..<n { try once() } }
    },

    copying("sendfile", "sendfile puts", calls: 2),
    copying("splice", "splice puts, by way of a pipe,", calls: 3),
]

extension Probe {
    fileprivate static func connection(
        _ variant: String, _ what: String,
        _ open: @escaping @Sendable (Cleanup, UnsafeMutablePointer<k_door>) throws -> Int32
    ) -> Probe {
        entering(
            "net.connect.\(variant)", "\(what) is made, accepted, and closed at both ends, by one task",
            per: "connection", calls: 5, without: .voluntarySwitches
        ) { _ in
            try unwinding { cleanup in
                let door = UnsafeMutablePointer<k_door>.allocate(capacity: 1)
                cleanup.add { door.deallocate() }
                let listener = try cleanup.keep(
                    Descriptor(made: open(cleanup, door), orRefuse: "no listening socket"), Descriptor.close)
                return Rig(finish: cleanup.run) { n in
                    for _ in 0..<n {
                        let result = k_visit(listener.number, door)
                        if result != 0 { throw OperationFailed("a connection: \(errorText(of: result))") }
                    }
                }
            }
        }
    }
}

/// Bytes of a file in memory go into a stream socket, and are read at its other end.
private func copying(_ variant: String, _ verb: String, calls: Double, bytes: Int = 1) -> Probe {
    .entering(
        "net.\(variant)",
        "\(verb) \(bytes == 1 ? "a byte" : "\(bytes) bytes") of a file into a UNIX socket, from which they are read",
        per: "message", calls: calls, takes: [size(upTo: 65_536)],
        vary: { copying(variant, verb, calls: calls, bytes: $0["bytes"]) }
    ) { _ in
        try unwinding { cleanup in
            let line = try cleanup.keep(Conversation(.unixStream, bytes), Conversation.close)
            let file = try cleanup.keep(
                Descriptor(made: k_memory_file("toll-sent"), orRefuse: "no file in memory"), Descriptor.close)
            let content = [UInt8](repeating: 1, count: bytes)
            guard write(file.number, content, bytes) == bytes else { throw Refusal("the file: \(errorText())") }
            let pipe = try cleanup.keep(Pipe(), Pipe.close)
            func check(_ count: Int) throws {
                guard count == bytes else {
                    throw OperationFailed(
                        "\(variant): " + (count < 0 ? errorText(of: count) : "\(count) of \(bytes) bytes went"))
                }
            }
            return Rig(finish: cleanup.run) { n in
                for _ in 0..<n {
                    if calls == 3 {
                        try check(k_splice(file.number, pipe.writer, bytes, 1))
                        try check(k_splice(pipe.reader, line.near, bytes, 0))
                    } else {
                        try check(k_send_file(line.near, file.number, bytes))
                    }
                    let result = line.take(at: line.far)
                    if result != 0 { throw OperationFailed("read: \(errorText(of: result))") }
                }
            }
        }
    }
}

/// Puts the calling thread, and whatever it makes from then on, into a network of its own that reaches nothing but
/// itself. Without root, it lies in a user namespace of its own.
private func enterPrivateNetwork(_ cleanup: Cleanup) throws {
    var network = try? Namespace(.net)
    if network == nil {
        try enterOwnUsers()
        network = try Namespace(.net)
    }
    if let network { cleanup.add(network.leave) }
    // The loopback device is the first of each.
    let result = k_link_up(1)
    guard result == 0 else { throw Refusal("the loopback device cannot be switched on: \(errorText(of: result))") }
}
