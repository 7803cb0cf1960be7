/** `number`, or the bound that it is beyond. */
export function clamp(number: number, low: number, high: number): number {
  return Math.max(low, number);
}
