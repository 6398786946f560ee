internal import CAio
internal import CKernel
internal import CUring
internal import Glibc
internal import Sampling

/// Reads of a file's blocks: by threads that wait, by kernel AIO and by io_uring, out of the page cache and past it.
let fileProbes: [Probe] = [false, true].flatMap { isDirect in
    let (part, how) = isDirect ? ("direct", "past the page cache") : ("cached", "out of the page cache")
    return [
        Probe(
            "io.file.\(part).threads", "blocks \(how), by \(BlockFile.depth) threads that wait", per: "read", does: [:],
            tasks: 1 + BlockFile.depth, overlaps: true, isDefault: false
        ) { place in try unwinding { try readsByThreads(BlockFile(isDirect: isDirect, $0), on: place.cpu, $0) } },
        Probe(
            "io.file.\(part).aio", "blocks \(how), by kernel AIO through libaio", per: "read", does: [:],
            overlaps: true, isDefault: false
        ) { _ in try unwinding { try readsByAio(BlockFile(isDirect: isDirect, $0), $0) } },
        Probe(
            "io.file.\(part).uring", "blocks \(how), by io_uring", per: "read", does: [:], needs: [.ring], tasks: 2,
            overlaps: true,
            isDefault: false
        ) { place in try unwinding { try readsByRing(BlockFile(isDirect: isDirect, $0), on: place.cpu, $0) } },
    ]
}

func wrongBlock(_ block: Int, _ result: Int) -> OperationFailed {
    OperationFailed(
        result < 0 ? "a read of block \(block): \(errorText(of: result))" : "block \(block) is not what was read")
}

/// Each thread reads its share of the blocks; the worker's own thread sleeps meanwhile.
private func readsByThreads(_ blocks: BlockFile, on cpu: Int, _ cleanup: Cleanup) throws -> Rig {
    let page = try cleanup.keep(SharedPage(), SharedPage.close)
    let (round, done, bad) = (page.line(0), page.line(1), page.line(2))
    let shares = page.line(3)
    let partners = try (0..<BlockFile.depth).map { slot in
        let (file, buffer) = (blocks.file.number, blocks.buffer(slot))
        let partner = try Partner(.thread, on: cpu) {
            var random = SplitMix64(seed: UInt64(slot + 1))
            var seen: UInt32 = 0
            while true {
                while k_load(round) == seen { _ = k_futex_wait(round, seen) }
                seen &+= 1
                if k_load(bad) == UInt32.max { return }
                for _ in 0..<Int(shares[slot]) {
                    let block = Int(random.next() % UInt64(BlockFile.blocks))
                    let got = pread(file, buffer, BlockFile.blockBytes, off_t(block * BlockFile.blockBytes))
                    if got != BlockFile.blockBytes || !BlockFile.isBlock(block, at: buffer) {
                        _ = k_set_first(bad, UInt32(block + 1))
                    }
                }
                k_add(done, 1)
                if k_load(done) == UInt32(BlockFile.depth) { _ = k_futex_wake(done) }
            }
        }
        cleanup.add {
            k_store(bad, UInt32.max)
            k_add(round, 1)
            _ = k_futex_wake_all(round)
            partner.end()
        }
        return partner
    }
    return Rig(
        partners: partners, notes: blocks.notes, finish: cleanup.run,
        loop: { n in
            for slot in 0..<BlockFile.depth {
                shares[slot] = UInt32(n / BlockFile.depth + (slot < n % BlockFile.depth ? 1 : 0))
            }
            k_store(done, 0)
            k_add(round, 1)
            _ = k_futex_wake_all(round)
            while true {
                let count = k_load(done)
                if count == UInt32(BlockFile.depth) { break }
                _ = k_futex_wait(done, count)
            }
            if k_load(bad) != 0 { throw wrongBlock(Int(k_load(bad)) - 1, 0) }
        })
}

private func readsByAio(_ blocks: BlockFile, _ cleanup: Cleanup) throws -> Rig {
    var context: io_context_t?
    let depth = BlockFile.depth
    let result = io_setup(Int32(depth), &context)
    guard result == 0 else { throw Refusal("no asynchronous I/O: \(Limits.requests(for: result))") }
    let queue = context
    cleanup.add { io_destroy(queue) }
    let requests = UnsafeMutablePointer<iocb>.allocate(capacity: depth)
    requests.initialize(repeating: iocb(), count: depth)
    let pending = UnsafeMutablePointer<UnsafeMutablePointer<iocb>?>.allocate(capacity: depth)
    let events = UnsafeMutablePointer<io_event>.allocate(capacity: depth)
    let reading = UnsafeMutablePointer<Int>.allocate(capacity: depth)
    return Rig(
        notes: blocks.notes,
        finish: {
            cleanup.run()
            requests.deallocate()
            pending.deallocate()
            events.deallocate()
            reading.deallocate()
        },
        loop: { n in
            var (asked, home, waiting) = (0, 0, 0)
            let ask = { (slot: Int) in
                reading[slot] = blocks.next()
                io_prep_pread(
                    requests + slot, blocks.file.number, blocks.buffer(slot), BlockFile.blockBytes,
                    Int64(reading[slot] * BlockFile.blockBytes))
                pending[waiting] = requests + slot
                waiting += 1
                asked += 1
            }
            for slot in 0..<min(depth, n) { ask(slot) }
            while home < n {
                var handed = 0
                while handed < waiting {
                    let taken = io_submit(queue, waiting - handed, pending + handed)
                    guard taken > 0 || taken == -EAGAIN || taken == -EINTR else { throw wrongBlock(0, Int(taken)) }
                    handed += Int(max(taken, 0))
                }
                waiting = 0
                let count = Int(io_getevents(queue, 1, depth, events, nil))
                for index in 0..<max(count, 0) {
                    let slot = requests.distance(to: events[index].obj)
                    guard events[index].res == UInt(BlockFile.blockBytes), blocks.holds(reading[slot], in: slot) else {
                        throw wrongBlock(reading[slot], Int(bitPattern: events[index].res))
                    }
                    home += 1
                    if asked < n { ask(slot) }
                }
            }
        })
}

private func readsByRing(_ blocks: BlockFile, on cpu: Int, _ cleanup: Cleanup) throws -> Rig {
    let depth = BlockFile.depth
    let ring = try cleanup.keep(
        Ring(.calls, submissions: UInt32(depth), completions: UInt32(2 * depth)), Ring.close)
    try ring.bindWorkers(to: cpu)
    let reading = UnsafeMutablePointer<Int>.allocate(capacity: depth)
    cleanup.add { reading.deallocate() }
    return Rig(
        notes: blocks.notes + (ring.remark.map { [$0] } ?? []), finish: cleanup.run,
        loop: { n in
            var (asked, home) = (0, 0)
            var failed: OperationFailed?
            let ask = { (slot: Int) in
                reading[slot] = blocks.next()
                let entry = ring.next()
                io_uring_prep_read(
                    entry, blocks.file.number, blocks.buffer(slot), UInt32(BlockFile.blockBytes),
                    UInt64(reading[slot] * BlockFile.blockBytes))
                entry.pointee.user_data = UInt64(slot)
                asked += 1
            }
            for slot in 0..<min(depth, n) { ask(slot) }
            ring.run(while: { home < n }) { tag, result, _ in
                let slot = Int(tag)
                guard result == Int32(BlockFile.blockBytes), blocks.holds(reading[slot], in: slot) else {
                    failed = wrongBlock(reading[slot], Int(result))
                    return false
                }
                home += 1
                if asked < n { ask(slot) }
                return true
            }
            if let failed { throw failed }
        })
}
