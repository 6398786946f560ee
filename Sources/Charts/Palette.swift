/// The colours of all pictures, each with its counterpart in the dark: the only place that knows the second ones.
///
/// The light ones are those of `plots/style.gp`. Text has a contrast of at least 4.5 on what it stands on, either way.
public enum Palette {
    /// A colour in the light, and what takes its place in the dark.
    public static let pairs: [(light: String, dark: String)] = [
        ("#ffffff", "#17171a"),  // the ground
        ("#222222", "#e8e8ea"), ("#6b6b70", "#a2a2aa"), ("#d9d9d9", "#3a3a40"), ("#e4e4e4", "#2a2a2f"),
        ("#0072b2", "#4aa8e0"), ("#8cc5e8", "#2f5f80"), ("#d55e00", "#ff8a3c"), ("#009e73", "#2fc79b"),
        ("#cc79a7", "#e09ac0"), ("#e69f00", "#f0b429"), ("#56b4e9", "#8fd0f5"), ("#8c6d1f", "#c7a550"),
        ("#b34700", "#ff9a5c"),
        // From little to much.
        ("#f2f7fc", "#1d2733"), ("#deebf7", "#1f3449"), ("#c6dbef", "#224262"), ("#9ecae1", "#27547f"),
        ("#6baed6", "#31699d"), ("#3579b5", "#5b9bd0"), ("#1c5ea0", "#7db4e2"), ("#084594", "#a8d0f0"),
        // From the same to more; from less to the same it is the blues above.
        ("#2171b5", "#7db4e2"), ("#f5f5f5", "#2c2c31"), ("#fdd9b5", "#4a3222"), ("#fdae6b", "#734521"),
        ("#b8500a", "#e08a45"),
        ("#8a2f03", "#ffb47d"),
        // Text on them: on pale ones, and on strong ones.
        ("#212121", "#f2f2f2"), ("#fdfdfd", "#101010"),
    ]

    /// Rules that give every colour of a picture its counterpart, for those below a selector.
    static func rules(below selector: String = "") -> String {
        pairs.map { light, dark in
            ["fill", "stroke", "color"].map { "\(selector)[\($0)=\"\(light)\"]{\($0):\(dark)}" }.joined()
        }.joined(separator: "\n")
    }

    /// When the second colours are used: on paper never.
    static let condition = "@media screen and (prefers-color-scheme: dark)"
}
