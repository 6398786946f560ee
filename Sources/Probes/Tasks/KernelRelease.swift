internal import Glibc

/// The kernel's release, such as 6.18.44-generic, with its first two numbers.
struct KernelRelease {
    /// As the kernel reports it.
    let text: String
    /// Whether it is built for real time (PREEMPT_RT), by what it says of its build.
    let isRealTime: Bool
    private let numbers: (major: Int, minor: Int)?

    /// The kernel that runs.
    static let running: KernelRelease = {
        var name = utsname()
        uname(&name)
        return KernelRelease(
            withUnsafeBytes(of: name.release) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) },
            build: withUnsafeBytes(of: name.version) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) })
    }()

    init(_ text: String, build: String = "") {
        self.text = text
        isRealTime = build.split(separator: " ").contains("PREEMPT_RT")
        let parts = text.split(whereSeparator: { !$0.isNumber }).compactMap { Int($0) }
        numbers = parts.count > 1 ? (parts[0], parts[1]) : nil
    }

    /// Whether it is this one or a later one; false where its numbers cannot be read.
    func isAtLeast(_ major: Int, _ minor: Int) -> Bool { numbers.map { $0 >= (major, minor) } ?? false }
}
