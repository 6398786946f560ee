import CKernel
import Glibc

@testable import Probes

/// What happens to a message on its way.
enum Tamper: Sendable {
    /// A byte of it is flipped.
    case flipRequest(byte: Int), flipAnswer(byte: Int)
    /// It comes twice.
    case doubleRequest, doubleAnswer
    /// It comes in two parts, the second a moment later. Every message, not the third alone.
    case splitRequest(at: Int)
    /// It never comes.
    case loseRequest
    /// The connection ends.
    case reset
    /// The driver dies.
    case killDriver
}

/// A model whose first connection goes through a thread that relays messages and tampers with the third.
final class TamperedModel: IOModel {
    private let model: any IOModel
    private let stage: Stage
    private let tamper: Tamper
    private var relay: Partner?
    private var relayed: Int32 = -1

    init(_ model: any IOModel, _ stage: Stage, _ tamper: Tamper) {
        self.model = model
        self.stage = stage
        self.tamper = tamper
    }

    var waits: Bool { model.waits }
    var partners: [Partner] { model.partners }

    func admit(_ connection: UnsafeMutablePointer<Connection>) throws {
        if connection.pointee.number == 0 {
            var ends: [Int32] = [0, 0]
            precondition(socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0, &ends) == 0)
            let outside = connection.pointee.endpoint
            outside.setWaiting(true)
            connection.pointee.endpoint = Endpoint(reader: ends[0], writer: ends[0])
            if !waits { connection.pointee.endpoint.setWaiting(false) }
            let inside = Endpoint(reader: ends[1], writer: ends[1])
            relayed = ends[1]
            let (tamper, size, driver) = (tamper, stage.workload.messageBytes, stage.driver.process)
            relay = try Partner(.thread, on: stage.place.otherCPU ?? stage.place.cpu) {
                var relay = Relay(outside: outside, inside: inside, size: size, driver: driver)
                relay.run(tamper)
            }
        }
        try model.admit(connection)
    }

    func begin() throws { try model.begin() }
    func serve(_ n: Int) { model.serve(n) }

    func end() {
        model.end()
        // The relay may still wait for an answer that will not come.
        shutdown(relayed, Int32(SHUT_RDWR))
        relay?.end()
    }
}

/// Carries requests in and answers out, one at a time.
private struct Relay {
    var outside: Endpoint
    var inside: Endpoint
    let size: Int
    let driver: Int32

    mutating func run(_ tamper: Tamper) {
        let buffer = UnsafeMutableRawPointer.allocate(byteCount: size, alignment: 8)
        var count = 0
        while carry(buffer, outside.reader) {
            count += 1
            let isVictim = count == 3
            if isVictim {
                switch tamper {
                case .flipRequest(let byte): flip(buffer, byte)
                case .doubleRequest: _ = k_write(inside.writer, buffer, size)
                case .loseRequest: continue
                case .killDriver: kill(driver, SIGKILL)
                case .reset: break
                default: break
                }
                if case .reset = tamper { break }
            }
            if case .splitRequest(let part) = tamper {
                guard k_write(inside.writer, buffer, part) == part else { break }
                usleep(500)
                guard k_write(inside.writer, buffer + part, size - part) == size - part,
                    carry(buffer, inside.reader), k_write(outside.writer, buffer, size) == size
                else { break }
                continue
            }
            guard k_write(inside.writer, buffer, size) == size, carry(buffer, inside.reader) else { break }
            if isVictim {
                switch tamper {
                case .flipAnswer(let byte): flip(buffer, byte)
                case .doubleAnswer: _ = k_write(outside.writer, buffer, size)
                default: break
                }
            }
            guard k_write(outside.writer, buffer, size) == size else { break }
        }
        buffer.deallocate()
        // A process that serves may have inherited both: closing alone would not end the connection.
        for end in [outside.reader, inside.reader] { shutdown(end, Int32(SHUT_RDWR)) }
        outside.close()
        inside.close()
    }

    private func flip(_ buffer: UnsafeMutableRawPointer, _ byte: Int) {
        buffer.storeBytes(
            of: buffer.load(fromByteOffset: byte, as: UInt8.self) ^ 0x10, toByteOffset: byte, as: UInt8.self)
    }

    private func carry(_ buffer: UnsafeMutableRawPointer, _ reader: Int32) -> Bool {
        var done = 0
        while done < size {
            let got = k_read(reader, buffer + done, size - done)
            guard got > 0 else { return false }
            done += got
        }
        return true
    }
}
