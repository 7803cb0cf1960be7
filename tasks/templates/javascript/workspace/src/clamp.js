/** `number`, or the bound that it is beyond. */
export function clamp(number, low, high) {
  return number;
}
