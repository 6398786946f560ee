extension HTML {
    /// Light, dark and on paper, from 320 pixels on.
    static let style =
        """
        :root { color-scheme: light dark; --ink: #222222; --faint: #5f5f64; --ground: #fff; --line: #d9d9d9;
          --good: #00704f; --bad: #b23c00; --head: #f4f4f6 }
        \(Palette.condition) { :root { --ink: #e8e8ea; --faint: #a2a2aa; --ground: #17171a; --line: #3a3a40;
          --good: #35c69b; --bad: #ff9a5c; --head: #212126 } }
        * { box-sizing: border-box }
        body { font: 16px/1.5 system-ui, sans-serif; color: var(--ink); background: var(--ground); margin: 1.5rem auto;
          max-width: 76rem; padding: 0 1rem; overflow-wrap: anywhere }
        h1 { font-size: 1.6rem; line-height: 1.2; margin: 0 } h2 { margin: 2.2rem 0 .6rem; font-size: 1.2rem }
        p.lead { color: var(--faint); margin-top: .25rem }
        .tiles { display: grid; grid-template-columns: repeat(auto-fill, minmax(10.5rem, 1fr)); gap: .6rem;
          margin: 1rem 0 }
        .tile { border: 1px solid var(--line); border-radius: 8px; padding: .6rem .8rem; break-inside: avoid }
        .tile b { display: block; font-size: 1.5rem; line-height: 1.3; white-space: nowrap }
        .tile small { color: var(--faint); display: block; line-height: 1.35 }
        .wide { overflow-x: auto }
        table { border-collapse: collapse; font-size: .86rem; width: 100% }
        th { text-align: left; background: var(--head); font-weight: 600 }
        th, td { padding: .3rem .5rem; border-bottom: 1px solid var(--line); vertical-align: top }
        td:first-child:nth-last-child(2) { width: 16rem }
        .n { text-align: right; white-space: nowrap; font-variant-numeric: tabular-nums }
        th, th.n { white-space: normal; overflow-wrap: break-word } td:first-child { min-width: 7rem }
        .holds { color: var(--good); font-weight: 600 } .not { color: var(--bad); font-weight: 600 }
        .faint { color: var(--faint) }
        figure { margin: 1.2rem 0; border: 1px solid var(--line); border-radius: 8px; padding: .5rem; overflow: hidden }
        figcaption { font-weight: 600; padding: .2rem .5rem }
        figcaption small { display: block; font-weight: 400; color: var(--faint); line-height: 1.35 }
        figure svg { width: 100%; height: auto; display: block; max-width: 60rem }
        figure .small { display: none }
        pre { background: var(--head); padding: .8rem; overflow-x: auto; border-radius: 6px }
        .orders > input { position: absolute; opacity: 0 }
        .orders > label { display: inline-block; border: 1px solid var(--line); border-radius: 1rem;
          padding: .1rem .7rem;
          margin: 0 .3rem .4rem 0; font-size: .86rem; cursor: pointer }
        .orders > input:checked + label { background: var(--ink); color: var(--ground) }
        .orders > input:focus-visible + label { outline: 2px solid var(--good); outline-offset: 2px }
        .map { display: flex; flex-direction: column; overflow-x: auto; font-size: 10px;
          font-variant-numeric: tabular-nums }
        .map > div { display: flex; min-width: max-content }
        .map b { flex: none; width: 9.5rem; font-size: .8rem; font-weight: 400; overflow: hidden;
          text-overflow: ellipsis;
          white-space: nowrap; position: sticky; left: 0; background: var(--ground); padding-right: .4rem;
            line-height: 22px }
        .map i { flex: none; width: 26px; height: 22px; line-height: 22px; text-align: center; font-style: normal;
          border: 1px solid var(--ground); background: var(--head) }
        .map .names { order: -1 } .map .names i { height: 11rem; writing-mode: vertical-rl; text-align: right;
          line-height: 24px; transform: rotate(180deg); background: none; font-size: 11px; white-space: nowrap;
          text-align: left }
        @media (max-width: 44rem) { figure .large { display: none } figure .small { display: block }
          .map b { width: 6rem } table { font-size: .8rem } }
        @media screen and (max-width: 44rem) { .list thead { display: none }
          .list, .list tbody, .list tr, .list td { display: block; width: auto }
          .list tr { border-bottom: 1px solid var(--line); padding: .35rem 0 }
          .list td { border: 0; padding: .05rem .25rem; text-align: left; white-space: normal }
          .list td:empty { display: none }
          .list td[data-th]::before { content: attr(data-th) ": "; color: var(--faint) } }
        @media print { html { font-size: 11px }
          body { font-size: 10pt; margin: 0; max-width: none; padding: 0; color: #000; background: #fff }
          :root { --ink: #000; --faint: #444; --ground: #fff; --line: #bbb; --head: #eee;
            --good: #00553c; --bad: #8a2f00 }
          * { print-color-adjust: exact; -webkit-print-color-adjust: exact }
          figure, tr, .tile { break-inside: avoid } h2 { break-after: avoid } .wide { overflow: visible }
          figure .large { display: block; max-height: 23cm } figure .small { display: none }
          .orders > label { display: none } .orders > input:checked + label { display: inline-block }
          .map { overflow: visible } .map > div { min-width: 0 } .map i { flex: 1 1 0; min-width: 0; font-size: 5pt;
            overflow: hidden } .map .names i { font-size: 6pt } .map b { width: 7rem } }
        """ + cells

    /// The colours of ratios, nine from less to more, and those of pictures in the dark.
    private static var cells: String {
        let turns = [
            "#084594", "#2171b5", "#6baed6", "#c6dbef", "#f5f5f5", "#fdd9b5", "#fdae6b", "#b8500a", "#8a2f03",
        ]
        func rules(_ pick: (String) -> String) -> String {
            turns.enumerated().map { index, colour in
                let text = pick((2..<7).contains(index) ? "#212121" : "#fdfdfd")
                return ".map .s\(index + 1){background:\(pick(colour));color:\(text)}"
            }.joined()
        }
        let dark = rules { light in Palette.pairs.first { $0.light == light }?.dark ?? light }
        return "\n" + rules { $0 } + "\n\(Palette.condition){\(dark)\n\(Palette.rules(below: "figure "))}"
    }
}
