internal import Glibc

/// A file of proc about a task, read as bytes: of thousands of tasks, taking texts apart would take many seconds.
final class TaskFile {
    private let bytes = UnsafeMutablePointer<UInt8>.allocate(capacity: TaskFile.room)
    private var count = 0

    /// More than any of these files holds.
    private static let room = 16_384

    deinit { bytes.deallocate() }

    /// Reads a file; false where it cannot be read, which then holds nothing.
    func read(_ path: String) -> Bool {
        count = 0
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return false }
        defer { close(descriptor) }
        while count < TaskFile.room {
            let got = Glibc.read(descriptor, bytes + count, TaskFile.room - count)
            if got <= 0 { break }
            count += got
        }
        return count > 0
    }

    /// The sum of the numbers in the lines that hold `key`, each the first behind the line's colon; nil without any.
    func sum(ofLinesWith key: StaticString) -> Int? {
        var sum: Int?
        var start = 0
        while let at = find(key.utf8Start, key.utf8CodeUnitCount, from: start) {
            var place = at + key.utf8CodeUnitCount
            while place < count, bytes[place] != UInt8(ascii: ":"), bytes[place] != UInt8(ascii: "\n") { place += 1 }
            if place < count, bytes[place] == UInt8(ascii: ":"), let number = number(at: place + 1) {
                sum = (sum ?? 0) + number
            }
            start = place
        }
        return sum
    }

    /// Fields of `stat`, counted from the one after the name in parentheses, which may itself hold anything.
    func fields(_ wanted: [Int]) -> [Int]? {
        guard var place = (0..<count).last(where: { bytes[$0] == UInt8(ascii: ")") }) else { return nil }
        place += 1
        var found: [Int] = []
        var field = -1
        while place < count, found.count < wanted.count {
            while place < count, bytes[place] == UInt8(ascii: " ") { place += 1 }
            field += 1
            if wanted.contains(field) {
                guard let number = number(at: place) else { return nil }
                found.append(number)
            }
            while place < count, bytes[place] != UInt8(ascii: " ") { place += 1 }
        }
        return found.count == wanted.count ? found : nil
    }

    /// The number behind blanks.
    private func number(at start: Int) -> Int? {
        var place = start
        while place < count, bytes[place] == UInt8(ascii: " ") || bytes[place] == UInt8(ascii: "\t") { place += 1 }
        let first = place
        var value = 0
        while place < count, bytes[place] >= UInt8(ascii: "0"), bytes[place] <= UInt8(ascii: "9") {
            value = value &* 10 &+ Int(bytes[place] - UInt8(ascii: "0"))
            place += 1
        }
        return place > first ? value : nil
    }

    private func find(_ key: UnsafePointer<UInt8>, _ length: Int, from start: Int) -> Int? {
        guard start < count, let found = memmem(bytes + start, count - start, key, length) else { return nil }
        return UnsafeMutableRawPointer(bytes).distance(to: found)
    }
}
