import Sampling
import Testing

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// The one grammar of rows' names.
@Suite struct RowNameTests {
    private let varied: RowName = "io.epoll.state@connections=1000,in-flight=10"

    @Test func aNameIsTakenApart() throws {
        #expect(varied.base == "io.epoll.state")
        #expect(varied.parameters == [ParameterValue("connections", 1000), ParameterValue("in-flight", 10)])
        #expect(varied.family == "io")
        #expect(varied.parts == ["io", "epoll", "state"])
        #expect(varied.isVaried)
        #expect(varied.value(of: "in-flight") == 10)
        #expect(varied.value(of: "transport") == nil)
        #expect(try RowName(checking: varied.text) == varied)
        #expect(RowName("io.epoll.state", varied.parameters) == varied)
    }

    @Test func aNameWithoutParametersIsItsBase() throws {
        let plain = try RowName(checking: "syscall.null.raw")
        #expect(plain.base == "syscall.null.raw" && plain.text == plain.base)
        #expect(plain.parameters.isEmpty && !plain.isVaried && plain.parametersText.isEmpty)
        #expect(plain.family == "syscall" && RowName("alone").family == "alone")
    }

    @Test(arguments: ["a", "a.b", "a@b=1", "io.epoll.state@connections=1000,in-flight=10", "a@b=-1,c=0"])
    func aNameIsWrittenAsItWasRead(_ text: String) throws {
        #expect(try RowName(checking: text).text == text)
        #expect("\(RowName(text))" == text)
    }

    @Test(arguments: [
        "syscall.null.raw", "ring.pipe.process@tasks=8,bytes=4096", "", "a@", "a@b", "\"\\\u{1B}[31m@<script>,ж",
    ])
    func aFileHasItAsAString(_ text: String) throws {
        let written = try JSONEncoder().encode([RowName(text)])
        #expect(try JSONDecoder().decode([String].self, from: written) == [text])
        #expect(try JSONDecoder().decode([RowName].self, from: written) == [RowName(text)])
    }

    @Test(arguments: [
        ("a@", "'' is not a parameter: write name=number"), ("a@b", "'b' is not a parameter: write name=number"),
        ("a@=1", "'=1' is not a parameter: write name=number"), ("a@b=1,b=2", "the parameter 'b' is given twice"),
        ("a@b=99999999999999999999", "'b=99999999999999999999' is not a parameter: write name=number"),
        ("a@b=1=2", "'b=1=2' is not a parameter: write name=number"),
        ("a@b=1,", "'' is not a parameter: write name=number"),
        ("a@b=1@c=2", "'b=1@c=2' is not a parameter: write name=number"),
    ])
    func whatIsNoNameIsRefusedAndSaysWhy(_ text: String, _ complaint: String) {
        let thrown = #expect(throws: BadRowName.self) { try RowName(checking: text) }
        #expect(thrown?.description == complaint)
    }

    /// From a stranger's file: nothing of it is lost, and nothing is taken for a parameter.
    @Test(arguments: [
        "", "@", "a@", "a@b", "a@=1", "a@b=1,b=2", "a@b=99999999999999999999", "a@b=1@c=2", "\u{1B}]0;x\u{7}@<script>",
        "=,@\n\0",
    ])
    func aHostileTextIsANameWithoutParameters(_ text: String) {
        let name = RowName(text)
        #expect(name.text == text && name.base == text)
        #expect(name.parameters.isEmpty && !name.isVaried)
        #expect(!name.printable.contains { $0 == "\u{1B}" || $0 == "\n" || $0 == "\u{7}" || $0 == "\0" })
    }

    @Test func aPatternHasAsManyPartsAndNoParameters() {
        let name: RowName = "switch.pipe.process"
        #expect(name.isLike("switch.pipe.process") && name.isLike("switch.*.process") && name.isLike("*.*.*"))
        #expect(
            !name.isLike("switch.*") && !name.isLike("switch.pipe.process.*") && !name.isLike("switch.pip*.process"))
        #expect(!RowName("switch.pipe.process@cpu=1").isLike("switch.*.process"))
    }

    @Test func namesAreOrderedByTheirNumbers() {
        let sorted: [RowName] = [
            "io.a", "touch.pipe.process", "touch.pipe.process@bytes=4096", "touch.pipe.process@bytes=65536",
            "touch.pipe.process@bytes=65536,cpu=1", "touch.pipe.process@bytes=65536,cpu=10",
            "touch.pipe.process@cpu=2", "touch.pipe.thread@bytes=0",
        ]
        #expect(RowName("a@bytes=4096") < RowName("a@bytes=65536"))
        #expect(!(RowName("a@bytes=65536") < RowName("a@bytes=4096")))
        #expect(sorted.reversed().sorted() == sorted)
        for name in sorted { #expect(!(name < name)) }
    }
}
