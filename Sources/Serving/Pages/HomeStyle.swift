/// What the page at `/` looks like, beside what all pages share.
enum HomeStyle {
  static let text = """
    [hidden]{display:none!important}
    h2{margin-top:2.2rem}
    .row{display:flex;flex-wrap:wrap;gap:8px 10px;align-items:center}
    .corner{display:flex;gap:14px;align-items:flex-start;flex:none}
    .corner p{margin:.2rem 0;text-align:right}
    .skip{position:absolute;left:-999px}
    .skip:focus{left:14px;top:6px;background:var(--paper);padding:4px 8px;z-index:3}
    .unseen{position:absolute;width:1px;height:1px;opacity:0;overflow:hidden}
    .unseen:focus-visible+label{outline:2px solid var(--a1);outline-offset:2px}
    button,.button,select,input,textarea{font:inherit;font-size:.9375rem;min-height:34px}
    .tools button{font-size:.8125rem;min-height:28px}
    label.button{display:inline-flex;align-items:center}
    .main{border-color:var(--soft)}
    select,input,textarea{color:var(--ink);background:var(--paper);border:1px solid var(--faint);\
    border-radius:4px;padding:2px 8px;max-width:100%}
    textarea{width:100%;font:13px/1.5 ui-monospace,SFMono-Regular,Menlo,Consolas,\
    "DejaVu Sans Mono",monospace;margin:.4rem 0 .6rem}
    label{color:var(--soft);font-size:.875rem}
    label.button{color:var(--ink)}
    #period{width:6em}
    #drop{border:1px dashed var(--soft);border-radius:6px;padding:22px clamp(14px,3vw,28px);\
    margin:.8rem 0 .6rem}
    #drop p{margin:0 0 .9rem}
    #drop .soft{display:block}
    #drop.over{background:var(--wash);border-style:solid}
    .panel{margin:.8rem 0}
    #access{border-left:3px solid var(--mains);padding-left:14px}
    #state{min-height:1.5em;margin-top:1rem}
    #state:empty,#problem:empty{min-height:0;margin:0}
    #state progress{width:100%;max-width:420px;height:4px;display:block;accent-color:var(--a1)}
    #problem{border-left:3px solid var(--bad);padding-left:14px;margin:1rem 0;overflow-wrap:anywhere}
    #problem strong{color:var(--bad)}
    #problem pre mark{background:none;color:var(--bad);font-weight:650}
    #result:focus{outline:none}
    #result h2{margin-bottom:.1rem;overflow-wrap:anywhere}
    #result .head{align-items:flex-end}
    #bar svg{display:block;width:100%;height:12px;margin:.8rem 0 .6rem}
    #bar rect{fill:var(--c)}
    tr.total th,tr.total td{font-weight:650}
    .key-cell::before{content:"";display:inline-block;width:.7em;height:.7em;border-radius:2px;\
    margin-right:.5em;background:var(--c)}
    #plots{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,440px),1fr));\
    gap:6px 48px;margin-top:1.2rem}
    #plots figure{min-width:0}
    #plots figure.whole{grid-column:1/-1}
    #plots h3{margin-top:1.4rem}
    .up{color:var(--a3)}.down{color:var(--bad)}
    .busy #result{opacity:.45}
    td.wrap{white-space:normal;min-width:12em}
    @media(max-width:600px){header{flex-wrap:wrap}.corner{width:100%;justify-content:space-between}\
    .corner p{text-align:left}#result .head{align-items:flex-start}}

    """
}
