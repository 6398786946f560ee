internal import Glibc
internal import NIOCore
internal import NIOPosix
internal import Probes

/// A Swift task a connection, each in a loop that awaits the next message, on SwiftNIO's event loop: what today's light
/// threads give. The loop has taken over a thread of toll's own, and the tasks prefer it as their executor.
final class SwiftConnections: IOModel {
    private(set) var partners: [Partner] = []
    private let server: Server
    private let cpu: Int

    init(_ stage: Stage) {
        server = Server(stage.service)
        cpu = stage.place.cpu
        stage.note("SwiftNIO's event loop on one thread, which is also the executor that all tasks prefer")
    }

    func admit(_ connection: UnsafeMutablePointer<Connection>) {
        server.connections.append(UncheckedPointer(connection))
    }

    func begin() throws {
        let server = server
        partners = [
            try Partner(.thread, on: cpu) {
                MultiThreadedEventLoopGroup.withCurrentThreadAsEventLoop { server.start(on: $0) }
            }
        ]
        server.isReady.wait()
    }

    func serve(_ n: Int) {}

    /// Each task ends with its connection.
    func end() {
        guard !partners.isEmpty else { return }
        server.isOver.wait()
        // By the worker and not by the last task: a loop that ends itself does so by way of yet another thread.
        let isShut = Bell()
        server.loop?.shutdownGracefully { _ in isShut.ring() }
        isShut.wait()
        for partner in partners { partner.end() }
    }
}

/// What the tasks do. All of them run on the loop's thread, so they share this without a lock.
private final class Server: @unchecked Sendable {
    private typealias Channel = NIOAsyncChannel<ByteBuffer, ByteBuffer>

    /// What is to be served.
    var connections: [UncheckedPointer<Connection>] = []
    /// Rings when all connections have been tried to be opened, and when all have ended.
    let isReady = Bell()
    let isOver = Bell()
    private(set) var loop: (any EventLoop)?

    private let service: Service
    private var opened = 0

    init(_ service: Service) { self.service = service }

    /// Serves all connections until each has ended, a task each.
    func start(on loop: any EventLoop) {
        self.loop = loop
        Task(executorPreference: LoopExecutor(loop)) {
            await withDiscardingTaskGroup { group in
                for connection in self.connections { group.addTask { await self.serve(connection, on: loop) } }
            }
            self.isOver.ring()
        }
    }

    private func serve(_ connection: UncheckedPointer<Connection>, on loop: any EventLoop) async {
        do {
            let opening: Result<Channel, any Error>
            do { opening = .success(try await open(connection, on: loop)) } catch { opening = .failure(error) }
            opened += 1
            if opened == connections.count { isReady.ring() }
            let channel = try opening.get()
            try await channel.executeThenClose { inbound, outbound in
                for try await var bytes in inbound {
                    while bytes.readableBytes > 0 {
                        guard try await self.take(&bytes, on: connection, outbound) else { return }
                    }
                }
                self.service.fail(connection.pointer, 0)
            }
        } catch {
            // A channel that is closed already says so by an error of its own, without a number.
            service.fail(connection.pointer, (error as? IOError).map { -Int($0.errnoCode) } ?? 0)
        }
    }

    /// Takes what came; works and answers when the message is whole. False: a fault, noted.
    private func take(
        _ bytes: inout ByteBuffer, on connection: UncheckedPointer<Connection>,
        _ outbound: NIOAsyncChannelOutboundWriter<ByteBuffer>
    ) async throws -> Bool {
        let (connection, size) = (connection.pointer, service.size)
        let filled = connection.pointee.filled
        if filled == 0, bytes.readableBytes == size, bytes.readerIndex == 0 {
            // The usual case: the answer is made in the message's place and goes out in its buffer.
            guard bytes.withUnsafeMutableReadableBytes({ service.work(connection, on: $0.baseAddress!) }) else {
                return false
            }
            try await outbound.write(bytes)
            bytes.clear()
            return true
        }
        let buffer = connection.pointee.buffer
        let count = min(size - filled, bytes.readableBytes)
        bytes.readWithUnsafeReadableBytes { source in
            memcpy(buffer + filled, source.baseAddress!, count)
            return count
        }
        connection.pointee.filled = (filled + count) % size
        guard filled + count == size else { return true }
        guard service.work(connection, on: buffer) else { return false }
        try await outbound.write(ByteBuffer(bytes: UnsafeRawBufferPointer(start: buffer, count: size)))
        return true
    }

    /// Hands the connection's descriptors to SwiftNIO, which closes them.
    private func open(
        _ connection: UncheckedPointer<Connection>, on loop: any EventLoop
    ) async throws -> Channel {
        let endpoint = connection.pointer.pointee.endpoint
        connection.pointer.pointee.endpoint = .none
        // A read that fills its buffer would be followed by one in vain.
        let allocator = FixedSizeRecvByteBufferAllocator(capacity: service.size + 64)
        let wrap: @Sendable (any NIOCore.Channel) -> EventLoopFuture<Channel> = { channel in
            channel.eventLoop.makeCompletedFuture { try Channel(wrappingChannelSynchronously: channel) }
        }
        guard endpoint.reader == endpoint.writer else {
            return try await NIOPipeBootstrap(group: loop)
                .channelOption(.recvAllocator, value: allocator)
                .takingOwnershipOfDescriptors(input: endpoint.reader, output: endpoint.writer, channelInitializer: wrap)
        }
        return try await ClientBootstrap(group: loop)
            .channelOption(.recvAllocator, value: allocator)
            .withConnectedSocket(endpoint.reader, channelInitializer: wrap)
    }
}

/// Rings once, from one thread to another.
private final class Bell: @unchecked Sendable {
    private let semaphore = UnsafeMutablePointer<sem_t>.allocate(capacity: 1)

    init() { sem_init(semaphore, 0, 0) }

    deinit {
        sem_destroy(semaphore)
        semaphore.deallocate()
    }

    func ring() { sem_post(semaphore) }

    func wait() { while sem_wait(semaphore) != 0 {} }
}
