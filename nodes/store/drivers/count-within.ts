/** How many of the first, but at least one, have so many bytes at most, so that none is too large for ever. */
export function countWithin(limit: number, sized: readonly { bytes?: unknown }[]): number {
  let bytes = 0
  const end = sized.findIndex((one) => {
    bytes += Number(one.bytes)
    return bytes > limit
  })
  return end === -1 ? sized.length : Math.max(end, 1)
}
