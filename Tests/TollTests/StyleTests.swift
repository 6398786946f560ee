import Support
import Testing

/// `make check` on small packages that are planted: what it has to complain of, and what it has to let pass.
@Suite(
    .enabled(
        if: ["git", "python3", "swift"].allSatisfy(Command.has), "the style checks need git, python3 and swift"))
struct StyleTests {
    private let scratch = Scratch()

    /// What the checks print of a package with these files, line by line, and how they end.
    private func check(_ files: [String: String]) -> (lines: [String], status: Int32?) {
        let root = #filePath.split(separator: "/").dropLast(3).reduce("") { $0 + "/" + $1 }
        let files = files.merging([
            "Package.swift": """
            let package = Package(
                targets: [
                    .target(name: "One"),
                    .target(name: "Two", dependencies: ["One"]),
                ])

            """, "Sources/One/One.swift": one, "Tests/README": "",
        ]) { planted, _ in planted }
        for (name, text) in files {
            let folder = name.split(separator: "/").dropLast().joined(separator: "/")
            _ = Command.run(["mkdir", "-p", scratch.file(folder)])
            _ = scratch.write(text, to: name)
        }
        let ended = Command.run([
            "sh", "-c",
            "cd \(scratch.path) && git init -q && cp -r \(root)/Scripts \(root)/.swift-format . && Scripts/check 2>&1",
        ])
        return (ended.output.split(separator: "\n").map(String.init), ended.status)
    }

    private let one = """
        /// Has a member and a case.
        public enum One {
            /// The case.
            case only

            /// The member.
            public var member: Int { 1 }
        }

        /// Gives one.
        public func makeOne() -> One { .only }

        let hidden = 1

        """

    @Test func linesAreMeasuredInCharacters() {
        let wide = String(repeating: "é", count: 117)
        let (lines, status) = check(["Sources/One/Wide.swift": "// \(wide)\n// \(wide)é\nlet text = \"\(wide)\"\n"])
        #expect(
            lines.filter { $0.hasSuffix("characters") } == [
                "Sources/One/Wide.swift:2: longer than 120 characters",
                "Sources/One/Wide.swift:3: longer than 120 characters",
            ])
        #expect(status == 1)
    }

    @Test func anImportThatNothingUses() {
        let (lines, status) = check([
            "Sources/Two/Comment.swift": """
            internal import One

            // One is not makeOne().
            let text = "One, makeOne() and \\("one".count)"
            let (label, hidden) = (abs(member: 1), 2)

            func abs(member: Int) -> Int { member }

            """,
            "Sources/Two/Member.swift": "internal import One\n\nlet number = value.member\n",
            "Sources/Two/Case.swift": "internal import One\n\nlet isOnly = value == .only\n",
            "Sources/Two/Text.swift": "internal import One\n\nlet text = \"It is \\(makeOne()).\"\n",
            "Tests/OneTests/Inside.swift": "@testable import One\n\nlet inside = hidden\n",
            "Tests/OneTests/Outside.swift": "import One\n\nlet outside = hidden\n",
        ])
        #expect(
            lines == [
                "Sources/Two/Comment.swift:1: imports One and uses nothing of it",
                "Tests/OneTests/Outside.swift:1: imports One and uses nothing of it",
            ])
        #expect(status == 1)
    }

    @Test func whatTheCLibraryDeclares() {
        let (lines, status) = check([
            "Sources/One/Used.swift": "internal import Glibc\n\nlet number = getpid()\n",
            "Sources/One/Unused.swift": "internal import Glibc\n\nlet number = 1\n",
        ])
        #expect(lines == ["Sources/One/Unused.swift:1: imports Glibc and uses nothing of it"])
        #expect(status == 1)
    }

    @Test func dependenciesThatNoFileImports() {
        let (lines, status) = check([
            "Sources/One/Loop.swift": "internal import Two\n\nlet two = Two.two\n",
            "Sources/Two/Two.swift": "let two = 2\n",
        ])
        #expect(
            lines == [
                "Package.swift: One imports Two and does not depend on it",
                "Package.swift: Two depends on One and imports it nowhere",
            ])
        #expect(status == 1)
    }

    @Test func declarationsWithoutAComment() {
        let (lines, status) = check([
            "Sources/One/Bare.swift": """
            // No doc comment.
            package func bare() {}

            /// Has one.
            @inlinable
            public func documented() {}

            /// A protocol.
            package protocol Wanted {
                var wanted: Int { get }
            }

            /// An enumeration.
            public enum Cases {
                /// One.
                case one
                case two, three(Int)

                private var own: Int { 1 }
            }

            public extension Cases {
                func extended() {
                    let local = 1
                }
            }

            struct Inner {
                let inner: Int
            }

            """
        ])
        let own = lines.filter { $0.hasSuffix("no doc comment") }
        #expect(
            own == [
                "Sources/One/Bare.swift:2: func bare has no doc comment",
                "Sources/One/Bare.swift:10: var wanted has no doc comment",
                "Sources/One/Bare.swift:17: case two, three has no doc comment",
                "Sources/One/Bare.swift:23: func extended has no doc comment",
            ])
        #expect(status == 1)
    }

    @Test func aCleanPackagePasses() {
        let (lines, status) = check(["Sources/Two/Two.swift": "internal import One\n\nlet two = makeOne()\n"])
        #expect(lines == [])
        #expect(status == 0)
    }
}
