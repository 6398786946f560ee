import Basics
import Testing

@Suite struct EditDistanceTests {
    @Test(arguments: [
        ("", "", 0), ("", "abc", 3), ("kitten", "sitting", 3), ("flaw", "lawn", 2), ("same", "same", 0),
        ("fibre", "fiber", 1), ("ca", "abc", 3),
    ])
    func distanceCountsEditsAndSwaps(first: String, second: String, distance: Int) {
        #expect(editDistance(Array(first.utf8), Array(second.utf8)) == distance)
        #expect(editDistance(Array(second.utf8), Array(first.utf8)) == distance)
    }
}
