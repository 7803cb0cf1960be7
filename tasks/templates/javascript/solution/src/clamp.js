/** `number`, or the bound that it is beyond. */
export function clamp(number, low, high) {
  return Math.max(low, Math.min(number, high));
}
