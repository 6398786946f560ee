/// What is to be undone when a probe is taken down: the thing that was made last first, and each once.
///
/// A part of a probe is added as soon as it is made. So the list is right at every moment, and whoever fails half way
/// need not know how far it got.
final class Cleanup {
    private var undoings: [() -> Void] = []

    /// From now on `undo` comes before all that was added earlier.
    func add(_ undo: @escaping () -> Void) { undoings.append(undo) }

    /// The same for a part, by a method of its own: `try cleanup.keep(Pipe(), Pipe.close)`.
    func keep<Part>(_ part: Part, _ undo: (Part) -> () -> Void) -> Part {
        add(undo(part))
        return part
    }

    /// Undoes all that was added and has not been undone yet.
    func run() { while let undo = undoings.popLast() { undo() } }
}

/// Makes something that consists of parts, each of which `make` adds to the list. Where `make` throws, the parts that
/// there are by then are undone, and the error goes on. Otherwise nothing is: `make` hands the list on, or what it made
/// ends its parts itself.
func unwinding<Whole>(_ make: (Cleanup) throws -> Whole) throws -> Whole {
    let cleanup = Cleanup()
    do {
        return try make(cleanup)
    } catch {
        cleanup.run()
        throw error
    }
}
