/**
 * Whether a path leads out of every repository: an address, or a place from the top of one machine.
 *
 * @example isElsewhere("s3://models/churn.onnx") // true
 * @example isElsewhere("C:\\models\\churn.onnx") // true
 * @example isElsewhere("models/churn.onnx") // false
 */
export function isElsewhere(path: string): boolean {
  return /^(?:[\w+.-]{2,}:\/|[A-Za-z]:[\\/]|[\\/])/.test(path);
}
