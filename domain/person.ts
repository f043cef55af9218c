/** A roster entry (人员): may be named responsible, rectifier, acceptor or approver without an account. */
export interface Person {
  readonly id: string
  readonly enterpriseId: string
  readonly name: string
  readonly department: string
  readonly post: string
  readonly phone: string | null
  readonly sample: boolean
}

/** A roster entry as it is kept: who left is named by old records only. */
export interface RosterEntry extends Person {
  readonly version: number
  readonly left: boolean
}

/** Where a person is named (任职) in what is still in force. */
export interface PersonDuty {
  readonly kind: 'zone' | 'risk-point' | 'hazard'
  readonly id: string
  readonly name: string
  readonly part: 'responsible' | 'rectifier' | 'acceptor'
}
