import Plots

/// The style sheet of a report's page.
enum ReportStyle {
  static var text: String { PageStyle.text(own: page, print: print) }

  private static let page = """
    tr.model th,tr.model td{font-weight:650}
    table.prose td,table.prose th{white-space:normal;text-align:left;overflow-wrap:anywhere}
    table.prose th{white-space:nowrap;padding-right:24px;width:1%}
    table.confusion td{print-color-adjust:exact;-webkit-print-color-adjust:exact;text-align:center;padding:12px 26px;border:0}
    table.confusion th{border:0;text-align:center;padding:4px 14px}
    .hash{font-family:ui-monospace,Menlo,Consolas,monospace;font-size:.85em;overflow-wrap:anywhere}
    .pair{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,420px),1fr));gap:0 48px}
    .many{display:grid;grid-template-columns:repeat(auto-fit,minmax(150px,1fr));gap:14px 22px;\
    margin-top:.6rem}
    .many h4{font-size:.8125rem;font-weight:600;margin:0}
    .many figcaption{font-size:.78rem;margin:0}
    .facts{margin:.7rem 0}
    nav{margin-bottom:1.2rem}
    @media(max-width:600px){table.prose th,table.prose td{display:block;width:auto;padding-right:0}
    table.prose th{border:0;padding-bottom:0;color:var(--soft)}
    .many{gap:14px 14px}}

    """

  private static let print = """
    @page{margin:14mm}
    html{font-size:12px}
    body{padding:0;max-width:none}
    button,.button,.tools,.ready .tools,nav,.tip,.data,.help{display:none!important}
    h2,h3{break-after:avoid}
    figure,.figures,tr{break-inside:avoid}
    pre{white-space:pre-wrap;overflow-wrap:anywhere;background:none;padding:0}
    .many{grid-template-columns:repeat(3,1fr)}.pair{display:block}
    details:not(.print){display:none}
    .print>summary{color:var(--ink);font-weight:600;list-style:none}
    table.confusion{max-width:60%}
    .scroll{overflow:visible}

    """
}
