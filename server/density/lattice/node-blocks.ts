/**
 * The nodes of a lattice in blocks (节点块) that copies share until one of them writes: a tile reads a
 * field that no write moves, and a write makes a field anew from the blocks it touches alone.
 *
 * 3.1 kB a block of 16 × 16 first nodes with any point, three more on two sides included; 2.2 kB a
 * sheet of 16 × 16 blocks with any. A copy costs one entry a sheet; the first write to a shared
 * block 2.9 kB, and to its sheet 2 kB. A block goes with its last point, and all of them with the
 * last lattice or field that holds them.
 */
import { BLOCK } from './lattice-steps.ts'

/** A point belongs to the block of its first node and may run this far over into the next. */
const OVERLAP = 3

/** Nodes along a side of what a block holds. */
export const BLOCK_SIDE = BLOCK + OVERLAP

/** Blocks along a side of a sheet. */
const SHEET = 16
const SHEET_NODES = SHEET * BLOCK

const BLOCK_BYTES = BLOCK_SIDE * BLOCK_SIDE * 8 + 240
const SHEET_BYTES = SHEET * SHEET * 8 + 200

/** Nodes of 16 × 16 first nodes and the three after them, row by row from the south-west. */
export interface NodeBlock {
  /** No other block has it, nor has what is made of this one by writing to a copy. */
  readonly id: number
  readonly cells: Float64Array
  /** Bit r is set once row r holds something; it stays when that is taken away. */
  rowMask: number
  points: number
  readonly owner: object
}

interface Sheet {
  readonly row: number
  readonly column: number
  readonly blocks: (NodeBlock | undefined)[]
  filled: number
  readonly owner: object
}

/** Nodes from a first to a last row and column, both included; columns may run past the world's. */
export interface NodeBox {
  readonly firstRow: number
  readonly lastRow: number
  readonly firstColumn: number
  readonly lastColumn: number
}

let lastBlock = 0

/** Blocks of one row of blocks from west to east, and the column that each begins at. */
export interface BlockRow {
  readonly firstRow: number
  readonly blocks: readonly NodeBlock[]
  readonly columns: readonly number[]
}

/**
 * The nodes of a lattice in blocks (节点块).
 *
 * Blocks overlap by three nodes instead of handing a point's parts to up to four of them: the value
 * of a node is the sum over the blocks that hold it.
 */
export class NodeBlocks {
  readonly columns: number
  #sheets: Map<number, Sheet>
  #blockCount: number
  #owner: object = {}
  #rows: Sheet[][] | undefined
  #lastSheet: Sheet | undefined
  #lastRow = -1
  #lastColumn = -1
  #lastBlock: NodeBlock | undefined

  constructor(columns: number, from?: NodeBlocks) {
    this.columns = columns
    this.#sheets = new Map(from === undefined ? [] : from.#sheets)
    this.#blockCount = from === undefined ? 0 : from.#blockCount
  }

  /** A copy that shares every block until one side writes to it. */
  fork(): NodeBlocks {
    this.#owner = {}
    this.#lastBlock = undefined
    this.#lastSheet = undefined
    return new NodeBlocks(this.columns, this)
  }

  get bytes(): number {
    return this.#blockCount * BLOCK_BYTES + this.#sheets.size * SHEET_BYTES
  }

  /** The block of a first node, to be written to; points come near to one another. */
  writable(row: number, column: number): NodeBlock {
    const blockRow = row >> 4
    const blockColumn = column >> 4
    if (
      this.#lastBlock !== undefined &&
      blockRow === this.#lastRow &&
      blockColumn === this.#lastColumn
    )
      return this.#lastBlock
    const sheet = this.#writableSheet(blockRow >> 4, blockColumn >> 4)
    const at = (blockRow & 15) * SHEET + (blockColumn & 15)
    let block = sheet.blocks[at]
    if (block === undefined) {
      block = this.#own(new Float64Array(BLOCK_SIDE * BLOCK_SIDE), 0, 0)
      sheet.filled += 1
      this.#blockCount += 1
    } else if (block.owner !== this.#owner) {
      block = this.#own(block.cells.slice(), block.rowMask, block.points)
    }
    sheet.blocks[at] = block
    this.#lastRow = blockRow
    this.#lastColumn = blockColumn
    this.#lastBlock = block
    return block
  }

  /** Whether the block of a first node holds any point. */
  holds(row: number, column: number): boolean {
    const sheet = this.#sheets.get(this.#keyOf(row >> 8, column >> 8))
    return sheet?.blocks[((row >> 4) & 15) * SHEET + ((column >> 4) & 15)] !== undefined
  }

  /** Let a block go whose last point was taken away. */
  drop(row: number, column: number): void {
    const sheet = this.#writableSheet(row >> 8, column >> 8)
    sheet.blocks[((row >> 4) & 15) * SHEET + ((column >> 4) & 15)] = undefined
    sheet.filled -= 1
    this.#blockCount -= 1
    this.#lastBlock = undefined
    if (sheet.filled > 0) return
    this.#lastSheet = undefined
    this.#sheets.delete(this.#keyOf(sheet.row, sheet.column))
    this.#rows = undefined
  }

  /** Every block once, with its first node, from the south-west. */
  *all(): Generator<{ readonly row: number; readonly column: number; readonly block: NodeBlock }> {
    for (const sheet of this.#sheetRows().flat())
      for (const [at, block] of sheet.blocks.entries())
        if (block !== undefined)
          yield {
            row: sheet.row * SHEET_NODES + Math.floor(at / SHEET) * BLOCK,
            column: sheet.column * SHEET_NODES + (at % SHEET) * BLOCK,
            block,
          }
  }

  /** The boxes of 256 × 256 nodes that hold any, from the south-west. */
  *sheetBoxes(): Generator<NodeBox> {
    for (const { row, column } of this.#sheetRows().flat())
      yield {
        firstRow: row * SHEET_NODES,
        lastRow: (row + 1) * SHEET_NODES + OVERLAP - 1,
        firstColumn: column * SHEET_NODES,
        lastColumn: (column + 1) * SHEET_NODES + OVERLAP - 1,
      }
  }

  /** The rows of blocks that reach into a box, from the south; round the world. */
  *rows(box: NodeBox): Generator<BlockRow> {
    const reaches = (first: number, length: number, from: number, to: number) =>
      first <= to && first + length + OVERLAP > from
    for (const sheets of this.#sheetRows()) {
      const sheetRow = (sheets[0]?.row ?? 0) * SHEET_NODES
      if (!reaches(sheetRow, SHEET_NODES, box.firstRow, box.lastRow)) continue
      const seen = [-this.columns, 0, this.columns].flatMap((shift) =>
        sheets
          .map((sheet) => ({ sheet, column: sheet.column * SHEET_NODES + shift }))
          .filter(({ column }) => reaches(column, SHEET_NODES, box.firstColumn, box.lastColumn)),
      )
      for (let up = 0; up < SHEET; up += 1) {
        const firstRow = sheetRow + up * BLOCK
        if (!reaches(firstRow, BLOCK, box.firstRow, box.lastRow)) continue
        const blocks: NodeBlock[] = []
        const columns: number[] = []
        for (const { sheet, column } of seen) {
          for (let right = 0; right < SHEET; right += 1) {
            const block = sheet.blocks[up * SHEET + right]
            const first = column + right * BLOCK
            if (block === undefined) continue
            if (!reaches(first, BLOCK, box.firstColumn, box.lastColumn)) continue
            blocks.push(block)
            columns.push(first)
          }
        }
        if (blocks.length > 0) yield { firstRow, blocks, columns }
      }
    }
  }

  #own(cells: Float64Array, rowMask: number, points: number): NodeBlock {
    lastBlock += 1
    return { id: lastBlock, cells, rowMask, points, owner: this.#owner }
  }

  #keyOf(sheetRow: number, sheetColumn: number): number {
    return sheetRow * Math.ceil(this.columns / SHEET_NODES) + sheetColumn
  }

  #writableSheet(row: number, column: number): Sheet {
    if (this.#lastSheet?.row === row && this.#lastSheet.column === column) return this.#lastSheet
    const key = this.#keyOf(row, column)
    let sheet = this.#sheets.get(key)
    if (sheet?.owner === this.#owner) return (this.#lastSheet = sheet)
    const blocks = sheet?.blocks.slice() ?? new Array<undefined>(SHEET * SHEET).fill(undefined)
    sheet = { row, column, blocks, filled: sheet?.filled ?? 0, owner: this.#owner }
    this.#sheets.set(key, sheet)
    this.#rows = undefined
    return (this.#lastSheet = sheet)
  }

  #sheetRows(): readonly Sheet[][] {
    if (this.#rows !== undefined) return this.#rows
    const sorted = [...this.#sheets.values()].sort((a, b) => a.row - b.row || a.column - b.column)
    const rows: Sheet[][] = []
    for (const sheet of sorted) {
      const last = rows.at(-1)
      if (last?.[0]?.row === sheet.row) last.push(sheet)
      else rows.push([sheet])
    }
    return (this.#rows = rows)
  }
}
