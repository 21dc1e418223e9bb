/**
 * A function that remembers what it has made: rows come with the same pattern, format or seed again and again.
 *
 * @param most how many; the oldest goes first
 */
export function kept<K, T>(make: (key: K) => T, most: number): (key: K) => T {
  const made = new Map<K, { readonly value: T }>();
  return (key) => {
    const known = made.get(key);
    if (known !== undefined) return known.value;
    const value = make(key);
    if (made.size >= most) made.delete(made.keys().next().value as K);
    made.set(key, { value });
    return value;
  };
}
