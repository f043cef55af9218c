import { describe, expect, it } from 'vitest'
import { pointInPolygon, polygonsOverlapArea } from '#domain/geometry/measure.ts'
import { scanGeometry } from '#domain/geometry.ts'
import { findAccidentCategory } from '#domain/norms/accident-categories.ts'
import { measureCategories } from '#domain/norms/risk-codes.ts'
import {
  planTemplates,
  suggestionFor,
  templateOfZones,
  templatesFor,
} from '#domain/norms/plan-templates.ts'
import { applyTemplate, gradeSuggestion } from '#domain/plan-template.ts'
import { STRUCTURE_KINDS, SYMBOL_KINDS, ZONE_KINDS, type PlanInput } from '#domain/plan.ts'
import { zoneFinder } from '#domain/zone-membership.ts'

const EMPTY: PlanInput = {
  name: '总平面图',
  frame: { unit: 'meter', metersPerUnit: 1, georeference: null },
  image: null,
  structures: [],
  zones: [],
  riskPoints: [],
  symbols: [],
}

function counting() {
  let made = 0
  return () => `id-${(made += 1)}`
}

function applied(template: ReturnType<typeof planTemplates>[number]) {
  const result = applyTemplate(EMPTY, template, counting())
  if (!result.ok) throw new Error(result.issues[0]?.code)
  return result.value
}

describe.each(planTemplates().map((template) => [template.title, template] as const))(
  'the template %s',
  (_title, template) => {
    const { plan, suggestions } = applied(template)

    it('names its edition, its evidence, and that it is a sample', () => {
      expect(template).toMatchObject({ label: '示例', mark: 'D' })
      expect(template.edition).toMatch(/^\d{4}\.\d+$/)
      expect(template.source).not.toBe('')
    })

    it('draws only valid shapes of known kinds', () => {
      const limits = { maxVertices: 1000, bounds: 'plane' } as const
      for (const { kind, geometry } of plan.structures) {
        expect(STRUCTURE_KINDS).toContain(kind)
        const types = ['Polygon', 'MultiPolygon', 'LineString', 'Point'] as const
        expect(scanGeometry(geometry, { ...limits, types })).toMatchObject({ ok: true })
      }
      for (const { kind, geometry } of plan.zones) {
        expect(ZONE_KINDS).toContain(kind)
        expect(scanGeometry(geometry, { ...limits, types: ['Polygon'] })).toMatchObject({
          ok: true,
        })
      }
      for (const { kind, geometry } of plan.symbols) {
        expect(SYMBOL_KINDS).toContain(kind)
        const types = ['Point', 'LineString'] as const
        expect(scanGeometry(geometry, { ...limits, types })).toMatchObject({ ok: true })
      }
    })

    it('lets no two zones overlap, and gives each a point', () => {
      for (const [index, zone] of plan.zones.entries())
        for (const other of plan.zones.slice(index + 1))
          expect([
            zone.name,
            other.name,
            polygonsOverlapArea(zone.geometry, other.geometry),
          ]).toEqual([zone.name, other.name, 0])
      for (const { id } of plan.zones)
        expect(suggestions.some(({ zoneId }) => zoneId === id)).toBe(true)
    })

    it('puts every point inside its own zone', () => {
      const zoneOf = zoneFinder(plan.zones)
      for (const { name, position, zoneId } of suggestions) {
        const zone = plan.zones.find(({ id }) => id === zoneId)
        expect([name, zone !== undefined && pointInPolygon(position, zone.geometry)]).toEqual([
          name,
          true,
        ])
        expect(zoneOf(position)?.id).toBe(zoneId)
      }
    })

    it('suggests grades the method knows, none worse with its controls, measures of all five kinds', () => {
      for (const point of suggestions) {
        expect(point.events.length).toBeGreaterThan(0)
        for (const event of point.events) {
          expect(findAccidentCategory(event.accident)).not.toBeNull()
          const [inherent, current] = [event.inherent, event.current].map(gradeSuggestion)
          expect(current?.level).toBeGreaterThanOrEqual(inherent?.level ?? 5)
          expect(event.measures.map(({ category }) => category).sort()).toEqual(
            measureCategories.items.map(({ code }) => code).sort(),
          )
          for (const { text } of event.measures) expect(Array.from(text).length).toBeLessThan(60)
          expect(suggestionFor(event)?.measures).toEqual(event.measures)
        }
      }
    })

    it('takes its ids from the caller, each once', () => {
      const ids = [...plan.structures, ...plan.zones, ...plan.symbols].map(({ id }) => id)
      expect(new Set(ids).size).toBe(ids.length)
      expect(ids.every((id) => /^id-\d+$/.test(id))).toBe(true)
      expect(plan.riskPoints).toEqual([])
    })

    it('is known again by the names of its zones', () => {
      expect(templateOfZones(plan.zones.map(({ name }) => name))?.id).toBe(template.id)
    })
  },
)

describe('a template', () => {
  const [template] = planTemplates()

  it('is not laid over what is drawn already', () => {
    if (template === undefined) throw new Error('there is no template')
    const { plan } = applied(template)
    expect(applyTemplate(plan, template, counting())).toMatchObject({
      ok: false,
      issues: [{ code: 'not_empty' }],
    })
  })

  it('suits by industry or flag, and the others stay on offer', () => {
    const offered = templatesFor({ industry: 'C1353', flags: ['ammonia'] })
    expect(offered[0]).toMatchObject({ suits: true, template: { id: 'food-plant-ammonia' } })
    expect(offered).toHaveLength(planTemplates().length)
    expect(templatesFor({ industry: null, flags: [] })[0]?.suits).toBe(false)
    expect(templatesFor({ industry: '5265', flags: [] })[0]?.template.id).toBe('filling-station')
  })

  it('knows nothing of zones and events nobody suggested', () => {
    expect(templateOfZones(['别处'])).toBeNull()
    expect(suggestionFor({ name: '别的事件', accident: 'A09' })).toBeNull()
  })
})
