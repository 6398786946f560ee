internal import Glibc

/// A pipe of a probe, through which a byte goes as a sign.
struct Pipe {
    let reader: Int32
    let writer: Int32

    init() throws {
        var ends: [Int32] = [0, 0]
        guard pipe2(&ends, O_CLOEXEC) == 0 else { throw Refusal("no pipe: \(errorText())") }
        (reader, writer) = (ends[0], ends[1])
    }

    /// Puts a byte in: 0, or a negated error number.
    @inline(__always)
    func give() -> Int32 {
        var byte: UInt8 = 0
        return outcome(write(writer, &byte, 1), of: 1)
    }

    /// Takes a byte out, once there is one: 0, or a negated error number.
    @inline(__always)
    func take() -> Int32 {
        var byte: UInt8 = 0
        return outcome(read(reader, &byte, 1), of: 1)
    }

    /// Whether there is something to take, now or within so many milliseconds.
    func hasInput(within milliseconds: Int32) -> Bool {
        var wanted = pollfd(fd: reader, events: Int16(POLLIN), revents: 0)
        return poll(&wanted, 1, milliseconds) == 1
    }

    func close() {
        _ = Glibc.close(reader)
        _ = Glibc.close(writer)
    }
}

/// What reading or writing `wanted` bytes by the C library came to: 0, or a negated error number.
@inline(__always)
func outcome(_ count: Int, of wanted: Int) -> Int32 { count == wanted ? 0 : count < 0 ? -errno : -EPIPE }
