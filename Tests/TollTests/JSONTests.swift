import Glibc
import Results
import Sampling
import Support
import Testing

/// The shapes that scripts rely on.
@Suite struct JSONTests {
    private let scratch = Scratch()

    private func json(_ words: [String]) throws -> JSONShape {
        let ended = Command.run([Command.toll] + words, environment: ["XDG_DATA_HOME": scratch.path])
        #expect(ended.status == 0, "\(words): \(ended.errors)")
        #expect(ended.errors == "")
        return try JSONShape(ended.output)
    }

    @Test func list() throws {
        let probes = try json(["list", "--json"])["probes"].rows
        #expect(probes.count > 20)
        for probe in probes {
            #expect(probe["name"].text?.contains(".") == true)
            #expect(probe["summary"].text?.isEmpty == false)
            #expect(probe["needs"].value is [String])
            #expect(probe["isDefault"].flag != nil)
            // What cannot run has a reason, what can has none.
            #expect(probe["canRun"].flag == (probe["reason"].text == nil))
        }
        let some = try json(["list", "--json", "switch.pipe", "*.vdso"])["probes"].rows.compactMap { $0["name"].text }
        #expect(some.contains("syscall.vdso") && some.contains("switch.pipe.process"))
        #expect(some.allSatisfy { $0.hasPrefix("switch.pipe.") || $0.hasSuffix(".vdso") })
    }

    /// Every run's medians, in the order of the runs.
    @Test func spread() throws {
        let path = try FixtureResult.write(in: scratch)
        let rows = try json(["spread", "--json", path, path])["probes"].rows
        #expect(rows.compactMap { $0["name"].text } == FixtureResult.file.records.map(\.name.text))
        let shown = try json(["show", "--json", path])["probes"].rows
        for (row, figure) in zip(rows, shown) {
            let cost = figure["status"].text == "measured" ? figure["cost"]["median"].number : nil
            let medians = row["cost"].value as? [Double]
            #expect(medians?.count == (cost == nil ? 0 : 2))
            #expect(medians?.allSatisfy { abs($0 - (cost ?? 0)) < 1e-9 * abs($0) } == true)
        }
    }

    @Test func show() throws {
        let path = try FixtureResult.write(in: scratch)
        let shown = try json(["show", "--json", path])
        #expect(shown["version"].number == 2)
        #expect(shown["machine"].keys.contains("kernel.release"))
        let rows = shown["probes"].rows
        #expect(rows.compactMap { $0["name"].text } == FixtureResult.file.records.map(\.name.text))
        #expect(
            rows.compactMap { $0["status"].text } == [
                "measured", "measured", "invalid", "measured", "failed", "skipped",
            ])
        for row in rows {
            #expect(
                row.keys.isSuperset(of: [
                    "name", "status", "reason", "unit", "cost", "net", "cycles", "netCycles", "clockShare",
                    "perOperation",
                    "grade", "notes",
                ]))
            #expect(row["unit"].text == "ns")
            // The core's clock of that run is not known.
            #expect(row["cycles"].isNull && row["netCycles"].isNull)
            #expect(row["clockShare"].isNull || (0...1).contains(row["clockShare"].number ?? -1))
            #expect((row["status"].text == "measured") == (row["reason"].isNull))
            guard row["status"].text == "measured" else { continue }
            let cost = row["cost"]
            let (low, median, high) = (cost["low"].number, cost["median"].number, cost["high"].number)
            #expect(try #require(low) <= #require(median) && #require(median) <= #require(high))
        }
        #expect(abs(try #require(rows[0]["cost"]["median"].number) - 93.4) < 0.5)
        #expect(rows[0]["net"].isNull)
        #expect(abs(try #require(rows[1]["net"]["median"].number) - 1650) < 10)
        #expect(rows[1]["perOperation"]["context-switches"].number == 1)
        #expect(rows[2]["reason"].text == "declares 1.00 context switches per call, the kernel counted 0.00")
        #expect(rows[4]["cost"].isNull)
    }

    @Test func claims() throws {
        let claims = try json(["claims", "--json", try FixtureResult.write(in: scratch)])["claims"].rows
        #expect(claims.count > 10)
        let ids = claims.compactMap { $0["id"].text }
        #expect(ids.count == claims.count && Set(ids).count == ids.count)
        for claim in claims {
            let words = ["holds", "about", "off by", "does not hold", "cannot tell here", "not a measurement"]
            let verdict = claim["verdict"]
            #expect(words.contains(verdict["word"].text ?? ""), "\(claim["id"].text ?? "")")
            #expect(verdict["text"].text?.hasPrefix(verdict["word"].text ?? "?") == true)
            // The same text as in the table, and none where there is no figure.
            #expect((claim["headline"]["kind"].text == "none") == (claim["headline"]["text"].text == nil))
            #expect(["says", "rule", "fair", "wouldChange"].allSatisfy { claim[$0].text?.isEmpty == false })
            #expect(claim["reason"].text?.isEmpty == false, "\(claim["id"].text ?? "")")
            #expect(claim.keys.isSuperset(of: ["then", "here"]))
        }
        // What was not measured is undecided.
        #expect(claims.contains { $0["verdict"]["word"].text == "cannot tell here" })
    }

    @Test func machine() throws {
        let machine = try json(["machine", "--json"])
        #expect(machine.keys.contains("kernel.release"))
        #expect(machine.keys.contains("toll.version"))
        // Nothing in it says whose machine it is.
        var name = utsname()
        uname(&name)
        let host = withUnsafeBytes(of: name.nodename) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
        for key in machine.keys where host.count > 5 { #expect(machine[key].text?.contains(host) != true, "\(key)") }
    }

    @Test func doctor() throws {
        let findings = try json(["doctor", "--json"])["findings"].rows
        #expect(findings.count > 5)
        for finding in findings {
            #expect(finding["topic"].text?.isEmpty == false)
            #expect(["good", "noisy", "limits", "unknown"].contains(finding["state"].text))
            #expect(finding["what"].text?.isEmpty == false)
        }
    }
}
