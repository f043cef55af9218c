import { createHash } from 'node:crypto'
import { html, raw } from 'hono/html'
import { shanghaiDay } from '#domain/day.ts'
import { controlTier } from '#domain/norms/risk-codes.ts'
import { PRINT_COLOURS, PRINT_UNASSESSED } from '#domain/print-colours.ts'
import { riskLevelFacts, type RiskLevel } from '#domain/risk-level.ts'
import type { PublicCard, PublicRisk } from '#server/services/public-card.ts'

/** What a phone at the gate may have to load. */
const MOST_BYTES = 58_000

const LEVEL_STYLES = Object.entries({ ...PRINT_COLOURS, 0: PRINT_UNASSESSED })
  .map(([level, { ground, text }]) => `.l${level}{background:${ground};color:${text}}`)
  .join('')

const STYLE = `*{box-sizing:border-box}body{margin:0;background:#eef1f5;color:#18212f;font:16px/1.6 "Microsoft YaHei","PingFang SC","Noto Sans CJK SC",sans-serif}main{max-width:720px;margin:0 auto;padding:12px}h1{font-size:21px;line-height:1.35;margin:0}h2{font-size:17px;margin:0 0 8px}section,header{background:#fff;border:1px solid #dfe4eb;border-radius:10px;padding:14px;margin:0 0 12px}p{margin:4px 0 0}.q{color:#566072;font-size:14px}.s{display:inline-block;border:1px solid #566072;border-radius:4px;padding:0 6px;font-size:13px}table{width:100%;border-collapse:collapse}th,td{border-bottom:1px solid #dfe4eb;padding:6px 4px;text-align:left}th{font-weight:400;color:#566072;font-size:14px}td.c,th.c{text-align:right}.b{display:inline-block;border-radius:4px;padding:0 8px;font-weight:600;white-space:nowrap;border:1px solid rgba(0,0,0,.25)}article{border-top:1px solid #dfe4eb;padding:12px 0 4px}h3{font-size:16px;margin:0 0 4px}dl{margin:0}dt{color:#566072;font-size:14px;margin-top:6px}dd{margin:0}ul{margin:0;padding-left:1.2em}svg{display:block;width:100%;height:auto}svg text{text-anchor:middle;paint-order:stroke;stroke:#fff;stroke-width:5px}svg text.n{font-size:16px;font-weight:700;stroke:none}.t{display:flex;gap:10px}.t a{flex:1;border:1px solid #c4ccd8;border-radius:8px;padding:10px;text-align:center;color:#18212f;text-decoration:none}.t b{display:block;font-size:24px;line-height:1.2}footer{color:#566072;font-size:13px;padding:0 4px 16px}${LEVEL_STYLES}`

/** Whole, because white space inside would change its hash. */
const STYLE_ELEMENT = raw(`<style>${STYLE}</style>`)

/** The card's own policy: its style by hash, and nothing else at all. */
export const CARD_STYLE_SOURCE = `'sha256-${createHash('sha256').update(STYLE).digest('base64')}'`

/** The public card (公示卡) as a page for any phone: no script, nothing loaded, nothing to sign in to. */
export async function cardPage(card: PublicCard): Promise<string> {
  for (let shown = Math.min(card.risks.length, 60); ; shown = Math.floor(shown * 0.8)) {
    const page = await pageOf(card, card.risks.slice(0, shown))
    if (shown === 0 || Buffer.byteLength(page) <= MOST_BYTES) return page
  }
}

/** What an unknown, withdrawn or damaged code opens. */
export function missingCardPage(): Promise<string> {
  return documentOf(
    '没有这张公示卡',
    html`<header>
        <h1>没有这张公示卡</h1>
        <p>二维码可能已经停用，或没有扫完整。请向企业安全管理人员索取新的二维码。</p>
      </header>
      ${emergencyPhones}`,
  )
}

type Html = ReturnType<typeof html>

const emergencyPhones: Html = html`<section>
  <h2>紧急电话</h2>
  <div class="t">
    <a href="tel:119"><b>119</b>火警</a><a href="tel:120"><b>120</b>急救</a>
  </div>
</section>`

function pageOf(card: PublicCard, risks: readonly PublicRisk[]): Promise<string> {
  const rows = card.counts.filter(
    ({ level, zones, riskPoints }) => level !== null || zones + riskPoints > 0,
  )
  const more = card.risks.length - risks.length
  return documentOf(
    `${card.enterprise} 安全风险公示`,
    html`<header>
        <h1>${card.enterprise}</h1>
        <p>安全风险公示 ${card.sample ? html`<span class="s">示例数据</span>` : ''}</p>
        <p class="q">
          ${card.plan} · 第 ${card.revision} 版 · ${shanghaiDay(card.publishedAt)} 发布
        </p>
      </header>
      <section>
        <h2>四色图（固有风险）</h2>
        ${card.drawing === '' ? html`<p class="q">此图尚无可显示的内容。</p>` : raw(card.drawing)}
        <p class="q">示意图，不作定位用；编号见下表。</p>
      </section>
      <section>
        <h2>风险等级</h2>
        <table>
          <tr>
            <th>等级</th>
            <th>管控层级</th>
            <th class="c">区域</th>
            <th class="c">风险点</th>
          </tr>
          ${rows.map(
            ({ level, zones, riskPoints }) =>
              html`<tr>
                <td>${badge(level)}</td>
                <td>${controlTier(level) ?? '--'}</td>
                <td class="c">${zones}</td>
                <td class="c">${riskPoints}</td>
              </tr>`,
          )}
        </table>
      </section>
      <section>
        <h2>重大、较大风险（${card.risks.length} 处）</h2>
        ${card.risks.length === 0 ? html`<p>没有评为重大或较大的风险点。</p>` : risks.map(article)}
        ${more > 0 ? html`<p class="q">另有 ${more} 处，请看现场公告栏。</p>` : ''}
      </section>
      ${emergencyPhones}
      <footer>发现险情先撤离，再报警。本页只公示风险与措施，不含个人信息。</footer>`,
  )
}

function article(risk: PublicRisk): Html {
  return html`<article>
    <h3>${risk.number} ${risk.name}</h3>
    <p>固有 ${badge(risk.inherent)} 现有 ${badge(risk.current)}</p>
    <dl>
      ${entry('所在区域', risk.place)} ${entry('可能发生', risk.accidents)}
      ${items('主要管控措施', risk.measures)} ${items('应急措施', risk.emergency)}
    </dl>
  </article>`
}

function entry(term: string, text: string): Html {
  return html`<dt>${term}</dt>
    <dd>${text === '' ? '--' : text}</dd>`
}

function items(term: string, texts: readonly string[]): Html {
  if (texts.length === 0) return entry(term, '')
  return html`<dt>${term}</dt>
    <dd>
      <ul>
        ${texts.map((text) => html`<li>${text}</li>`)}
      </ul>
    </dd>`
}

function badge(level: RiskLevel | null): Html {
  if (level === null) return html`<span class="b l0">未评价</span>`
  const { colourZh, nameZh } = riskLevelFacts(level)
  return html`<span class="b l${level}">${colourZh} ${nameZh}</span>`
}

async function documentOf(title: string, body: Html): Promise<string> {
  const page = await html`<!doctype html>
    <html lang="zh-CN">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="robots" content="noindex" />
        <meta name="format-detection" content="telephone=no" />
        <title>${title}</title>
        ${STYLE_ELEMENT}
      </head>
      <body>
        <main>${body}</main>
      </body>
    </html>`
  // Indentation of the template is nothing a phone should load.
  return page.replace(/\n\s+/g, '\n')
}
