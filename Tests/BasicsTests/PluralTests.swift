import Basics
import Testing

@Suite struct PluralTests {
    @Test(arguments: [(0, "0 rows"), (1, "1 row"), (2, "2 rows"), (-1, "-1 rows")])
    func aWordWithAnS(number: Int, words: String) { #expect(numbered(number, "row") == words) }

    @Test(arguments: [(0, "0 batches are"), (1, "1 batch is"), (6, "6 batches are")])
    func anotherWord(number: Int, words: String) { #expect(numbered(number, "batch is", "batches are") == words) }
}
