internal import CKernel
internal import Glibc

/// Messages that are larger than the kernel takes at once: how far each that is under way has come. A driver that
/// waited until one had gone out could wait for ever, for a server that waits for it to take an answer.
struct Parts: @unchecked Sendable {
    /// The largest message that every transport takes whole.
    static let whole = 8192

    /// Whether messages go out in parts.
    let areSent: Bool
    private let base: UnsafeMutableRawPointer
    private let stride: Int
    /// Bytes of the message that have gone out, then of the answer that have come in, a slot.
    let sent: UnsafeMutablePointer<Int>
    let came: UnsafeMutablePointer<Int>
    /// Slots in a row that found nothing to do.
    let idle: UnsafeMutablePointer<Int>
    let list: UnsafeMutablePointer<pollfd>

    init(_ workload: Workload) {
        areSent = workload.messageBytes > Parts.whole
        let slots = areSent ? workload.inFlight : 1
        stride = areSent ? (workload.messageBytes + 63) & ~63 : 0
        base = .allocate(byteCount: max(stride * slots, workload.messageBytes), alignment: 64)
        sent = .allocate(capacity: slots)
        sent.initialize(repeating: 0, count: slots)
        came = .allocate(capacity: slots)
        came.initialize(repeating: 0, count: slots)
        idle = .allocate(capacity: 1)
        idle.initialize(to: 0)
        list = .allocate(capacity: slots)
        list.initialize(repeating: pollfd(), count: slots)
    }

    /// Where the message of a slot lies, and its answer after it.
    @inline(__always)
    func buffer(_ slot: Int) -> UnsafeMutableRawPointer { base + slot * stride }

    func release() {
        base.deallocate()
        sent.deallocate()
        came.deallocate()
        idle.deallocate()
        list.deallocate()
    }
}

extension Driver {
    /// Sends a message for which there always is room.
    func sendWhole(_ slot: Int) -> Bool {
        let (index, buffer) = (flying[slot], parts.buffer(slot))
        var done = 0
        while done < workload.messageBytes {
            let wrote = k_write(peers[index].endpoint.writer, buffer + done, workload.messageBytes - done)
            if wrote > 0 {
                done += wrote
            } else if wrote != -Int(EAGAIN), wrote != -Int(EINTR) {
                return fail(index, wrote)
            }
        }
        return true
    }

    /// Begins with the message that lies in a slot's buffer. False: a fault, noted.
    func startSending(_ slot: Int) -> Bool {
        (parts.sent[slot], parts.came[slot], parts.idle.pointee) = (0, 0, 0)
        return push(slot) != nil
    }

    /// Sends what there is room for, then takes what there is of the answer.
    func goOn(_ slot: Int, of width: Int) -> Collected {
        guard let wrote = push(slot), let got = pull(slot) else { return .failed }
        if parts.came[slot] == workload.messageBytes {
            parts.idle.pointee = 0
            return .answer
        }
        parts.idle.pointee = wrote + got > 0 ? 0 : parts.idle.pointee + 1
        guard parts.idle.pointee >= width else { return .none }
        parts.idle.pointee = 0
        return awaitAny(of: width) ? .none : .failed
    }

    /// Bytes that went out now; nil: a fault, noted.
    private func push(_ slot: Int) -> Int? {
        let before = parts.sent[slot]
        while parts.sent[slot] < workload.messageBytes {
            let wrote = k_write(
                peers[flying[slot]].endpoint.writer, parts.buffer(slot) + parts.sent[slot],
                workload.messageBytes - parts.sent[slot])
            if wrote > 0 {
                parts.sent[slot] += wrote
            } else if wrote == -Int(EAGAIN) {
                break
            } else if wrote != -Int(EINTR) {
                _ = fail(flying[slot], wrote)
                return nil
            }
        }
        return parts.sent[slot] - before
    }

    /// Bytes that came in now; nil: a fault, noted.
    private func pull(_ slot: Int) -> Int? {
        let before = parts.came[slot]
        guard parts.sent[slot] == workload.messageBytes else { return 0 }
        while parts.came[slot] < workload.messageBytes {
            let got = k_read(
                peers[flying[slot]].endpoint.reader, parts.buffer(slot) + parts.came[slot],
                workload.messageBytes - parts.came[slot])
            if got > 0 {
                parts.came[slot] += got
            } else if got == -Int(EAGAIN) {
                break
            } else if got != -Int(EINTR) {
                _ = fail(flying[slot], got)
                return nil
            }
        }
        return parts.came[slot] - before
    }

    /// Waits until one of the messages can go on. False: none did in a long time, which is noted.
    private func awaitAny(of width: Int) -> Bool {
        var count = 0
        var last = 0
        for slot in 0..<width where flying[slot] >= 0 {
            let peer = peers[flying[slot]].endpoint
            let isOut = parts.sent[slot] == workload.messageBytes
            parts.list[count] = pollfd(
                fd: isOut ? peer.reader : peer.writer, events: Int16(isOut ? POLLIN : POLLOUT), revents: 0)
            count += 1
            last = flying[slot]
        }
        if poll(parts.list, UInt(count), Int32(Driver.patience) * 1000) != 0 { return true }
        status.note(
            .silent, by: .driver, connection: UInt32(last), detail: Driver.patience, due: peers[last].sequence)
        return false
    }
}
