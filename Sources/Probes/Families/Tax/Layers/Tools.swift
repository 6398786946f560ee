internal import Basics
internal import CKernel
internal import Glibc
internal import Sampling

/// Programs that watch a task from outside, where they are installed.
let toolLayers: [Layer] = [
    Layer(
        name: "strace", summary: "which strace follows and writes down, to /dev/null", needs: [.program("strace")],
        perOperation: [.pageFaults: 0], leavesOpen: [.syscalls, .contextSwitches], tasks: 1
    ) { site in
        guard let path = program(named: "strace") else { throw Refusal("strace is not installed") }
        let isBare = strdup("TracerPid:\t0\n")!
        site.cleanup.add { free(isBare) }
        return Imposition(
            attach: { task in
                let process = task.partner.process
                let texts = [path, "-qq", "-o", "/dev/null", "-p", "\(process)"]
                let words: [UnsafeMutablePointer<CChar>?] = texts.map { strdup($0) } + [nil]
                defer { words.forEach { free($0) } }
                let tracer = try Partner(.process, on: site.place.cpu) { _ = k_become(words[0], words) }
                site.cleanup.add(tracer.end)
                for _ in 0..<500 where k_times_said("/proc/\(process)/status", isBare) > 0 {
                    guard tracer.isAlive else { throw Refusal("strace has no hold of the task") }
                    usleep(10_000)
                }
            }, witness: .presence { k_times_said("/proc/self/status", isBare) == 0 })
    }
]

extension Need {
    /// A program on the search path.
    static func program(_ name: String) -> Need {
        Need(name) { _ in Basics.program(named: name) == nil ? .unsupported("\(name) is not installed") : nil }
    }
}
