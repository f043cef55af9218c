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
