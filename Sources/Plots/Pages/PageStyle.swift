/// The style sheet that pages share, and that of figures as files.
package enum PageStyle {
  /// Colours, light, dark where the system says so or the toggle does; what all pages have; and
  /// a page's own rules, on a screen and on paper.
  package static func text(own: String, print: String = "") -> String {
    let light = inks(\.light) + lightPaper
    let dark = inks(\.dark) + darkPaper
    return ":root{color-scheme:light;\(light)}\n"
      + "@media (prefers-color-scheme:dark){:root{color-scheme:dark;\(dark)}}\n"
      + ":root[data-theme=light]{color-scheme:light;\(light)}\n"
      + ":root[data-theme=dark]{color-scheme:dark;\(dark)}\n"
      + page + plots + own
      + "@media print{:root,:root[data-theme=dark]{color-scheme:light;\(light)}\n"
      + print + "}\n"
  }

  /// What the figures that stand alone need: the colours of print, and how marks look.
  package static func figure(hue: Int) -> String {
    ":root{\(inks(\.light))\(lightPaper)--hue:var(--a\(hue));--thin:.5px;--stroke:.7px}"
      + "text{fill:var(--ink)}" + marks
  }

  private static func inks(_ shade: (((light: String, dark: String)) -> String)) -> String {
    Palette.hues.enumerated().map { "--a\($0):\(shade($1));" }.joined()
  }

  private static let lightPaper = """
    --paper:#fff;--ink:#111;--soft:#5c5c5c;--faint:#e4e4e4;--wash:#f6f6f4;--truth:#000;\
    --mains:#9a9a9a;--remainder:#dcdcdc;--bad:#b3261e;
    """

  private static let darkPaper = """
    --paper:#131416;--ink:#ececec;--soft:#a4a4a4;--faint:#34363a;--wash:#1d1f22;--truth:#fff;\
    --mains:#7d7d7d;--remainder:#3a3c40;--bad:#ff8a80;
    """

  private static let page = """
    *{box-sizing:border-box}
    html{background:var(--paper);color:var(--ink);font:16px/1.5 system-ui,-apple-system,"Segoe UI",\
    Roboto,"Helvetica Neue",Arial,sans-serif;-webkit-text-size-adjust:100%}
    body{margin:0 auto;padding:24px clamp(14px,4vw,56px) 80px;max-width:1360px}
    h1{font-size:1.7rem;line-height:1.2;margin:0 0 .3rem;font-weight:650}
    h2{font-size:1.3rem;margin:3.2rem 0 .4rem;font-weight:650}
    h3{font-size:1rem;margin:2.2rem 0 .1rem;font-weight:650}
    p{margin:.3rem 0 .8rem;max-width:76ch}
    .soft,figcaption,.note{color:var(--soft);font-size:.875rem}
    figcaption{max-width:90ch;margin:.1rem 0 .5rem}
    header{display:flex;gap:16px;align-items:flex-start;justify-content:space-between}
    button,.button{font:inherit;font-size:.8125rem;color:var(--ink);background:none;border:1px solid \
    var(--faint);border-radius:4px;padding:2px 9px;min-height:28px;cursor:pointer;text-decoration:none}
    button:hover,.button:hover{background:var(--wash)}
    :focus-visible{outline:2px solid var(--a1);outline-offset:2px}
    a{color:inherit}
    nav{display:flex;flex-wrap:wrap;gap:4px 18px;margin:1rem 0 0;font-size:.9375rem}
    .warnings{border-left:3px solid var(--mains);padding:.1rem 0 .1rem 14px;margin:1.2rem 0}
    .warnings.grave{border-color:var(--bad)}
    .warnings p{margin:.25rem 0}
    .warnings strong{color:var(--bad)}
    .figures{display:flex;flex-wrap:wrap;gap:12px 56px;margin:1.3rem 0 1rem}
    .figures dt{color:var(--soft);font-size:.875rem}
    .figures dd{margin:0;font-size:2.1rem;line-height:1.15;font-weight:600;\
    font-variant-numeric:tabular-nums}
    .figures small{display:block;font-size:.8125rem;font-weight:400;color:var(--soft);line-height:1.4}
    .scroll{overflow-x:auto;max-width:100%}
    table{border-collapse:collapse;font-variant-numeric:tabular-nums;font-size:.9375rem}
    th,td{padding:4px 18px 4px 0;text-align:right;vertical-align:baseline;\
    border-bottom:1px solid var(--faint);white-space:nowrap}
    th:first-child,td:first-child{text-align:left}
    td:last-child,th:last-child{padding-right:0}
    th{font-weight:500;color:var(--soft)}
    tbody th{color:var(--ink);font-weight:400}
    td small{display:block;color:var(--soft);font-size:.78rem;font-weight:400}
    .swatch{display:inline-block;width:.7em;height:.7em;border-radius:2px;margin-right:.5em;\
    background:var(--hue);print-color-adjust:exact;-webkit-print-color-adjust:exact}
    details{margin:.5rem 0}
    summary{cursor:pointer;color:var(--soft);font-size:.875rem;width:max-content;max-width:100%}
    pre{background:var(--wash);padding:12px 14px;font:12.5px/1.5 ui-monospace,SFMono-Regular,Menlo,\
    Consolas,"DejaVu Sans Mono",monospace;overflow-x:auto;white-space:pre;margin:.6rem 0}
    @media(max-width:600px){th,td{padding-right:11px}table{font-size:.875rem}.figures{gap:12px 32px}
    body{padding-top:16px}}
    .footer{margin-top:4rem;color:var(--soft);font-size:.8125rem}

    """

  private static let plots = """
    figure{margin:0;position:relative}
    .head{display:flex;flex-wrap:wrap;gap:4px 16px;align-items:baseline;justify-content:space-between}
    .tools{display:none;gap:4px;flex-wrap:wrap}
    .ready .tools{display:flex}
    .plot{position:relative;min-height:60px}
    .plot svg{display:block;width:100%;height:auto;overflow:visible;touch-action:pan-y;\
    -webkit-user-select:none;user-select:none}
    .ready .plot svg{cursor:crosshair}
    .plot text{fill:var(--ink);font-family:inherit;font-variant-numeric:tabular-nums}
    .plot text.title{fill:var(--soft)}
    .tip{position:absolute;top:0;left:0;z-index:2;pointer-events:none;background:var(--paper);\
    border:1px solid var(--faint);border-radius:4px;padding:4px 9px;font-size:.8125rem;\
    line-height:1.4;white-space:nowrap;font-variant-numeric:tabular-nums;display:none}
    .tip table{font-size:inherit}.tip td{border:0;padding:0 0 0 12px}
    .tip td:first-child{padding:0}
    .cursor{stroke:var(--soft);stroke-width:1;stroke-dasharray:2 3}
    .select{fill:var(--a1);opacity:.16}
    .data{max-height:360px;overflow:auto;margin:.4rem 0}

    """ + marks

  private static let marks = """
    .mains{--c:var(--mains)}.truth{--c:var(--truth)}.estimate{--c:var(--hue)}\
    .remainder{--c:var(--remainder)}
    """ + Palette.hues.indices.map { ".a\($0){--c:var(--a\($0))}" }.joined() + """
      .grid{stroke:var(--faint);stroke-width:var(--thin,1px)}
      .axis{stroke:var(--soft);stroke-width:var(--thin,1px)}
      .title{fill:var(--soft)}
      .line{fill:none;stroke:var(--c);stroke-width:var(--stroke,1.25px);stroke-linejoin:round;\
      stroke-linecap:round}
      .line.mains{stroke-width:var(--thin,1px)}
      .line.estimate{stroke-opacity:.85}
      .bar,.layer,.dot,.key{fill:var(--c);stroke:none}

      """
}
