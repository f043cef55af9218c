import classTable from '#data/codes/major-hazard-source-classes.json' with { type: 'json' }
import exposureTable from '#data/codes/major-hazard-source-exposure.json' with { type: 'json' }
import gradeTable from '#data/codes/major-hazard-source-grades.json' with { type: 'json' }
import substanceTable from '#data/codes/major-hazard-source-substances.json' with { type: 'json' }
import type { NormItem, NormTable } from './table.ts'

/** A substance the norm lists by name; null where the value goes by hazard class. */
export interface NamedSubstance extends NormItem {
  readonly thresholdTons: number | null
  readonly beta: number | null
  readonly hazardClass?: string
}

/** A class of health (J) or physical (W) hazard with its threshold and factor. */
export interface SubstanceClass extends NormItem {
  readonly thresholdTons: number
  readonly beta: number
}

export interface ExposureBand extends NormItem {
  readonly fromPersons: number
  readonly alpha: number
}

export interface MajorHazardSourceGradeBand extends NormItem {
  readonly grade: 1 | 2 | 3 | 4
  /** R from which the grade holds, itself included; null on the last. */
  readonly from: number | null
}

/** Substances by name (按名称的临界量与 β). */
export const namedSubstances = substanceTable as NormTable<NamedSubstance>

/** Substances by hazard class (按危险性类别的临界量与 β). */
export const substanceClasses = classTable as NormTable<SubstanceClass>

/** Factor for exposed persons (暴露人员校正系数 α), from many to none. */
export const exposureBands = exposureTable as NormTable<ExposureBand>

/** Grades by R (重大危险源分级), from the worst down. */
export const gradeBands = gradeTable as NormTable<MajorHazardSourceGradeBand>
