import { readonly, shallowRef } from 'vue'

const STORAGE_KEY = 'riskmap-plan-steps'

/** Whether this device shows the five steps (五步) in place of all tools; remembered. */
export function useGuideSetting() {
  const isOn = shallowRef(localStorage.getItem(STORAGE_KEY) === 'on')

  function set(on: boolean): void {
    isOn.value = on
    localStorage.setItem(STORAGE_KEY, on ? 'on' : 'off')
  }

  return { isOn: readonly(isOn), set }
}
