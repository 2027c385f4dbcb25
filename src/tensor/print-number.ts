/**
 * Prints a count with thousands separated, e.g. `1,234,567`.
 * @param count a whole number
 */
export function formatCount(count: number): string {
  return count.toLocaleString('en-US', { maximumFractionDigits: 0 });
}

/** The special values as tensors print them; `undefined` for every other number. */
function formatSpecial(value: number): string | undefined {
  if (Number.isNaN(value)) return 'NaN';
  if (value === Infinity) return 'Infinity';
  if (value === -Infinity) return '-Infinity';
  if (Object.is(value, -0)) return '-0';
  return undefined;
}

/** The shortest spelling of a double, with an exponent as soon as zeros would have to be counted. */
function spell(value: number): string {
  const size = Math.abs(value);
  const text = size !== 0 && (size < 1e-3 || size >= 1e10) ? value.toExponential() : String(value);
  return text.replace('e+', 'e');
}

/**
 * Prints an element with just enough digits to read the same element back.
 * A float32 is printed with as few digits as tell it from its neighbours, so 0.1 is `0.1`, not `0.10000000149011612`.
 * @param value an element of a tensor
 * @param dtype the element's dtype; any but 'float32' and 'complex64' is printed as JavaScript does
 * @example
 * formatNumber(Math.fround(0.1), 'float32'); // '0.1'
 * formatNumber(-0, 'float32'); // '-0'
 */
export function formatNumber(value: number, dtype = 'float32'): string {
  const special = formatSpecial(value);
  if (special !== undefined) return special;
  if (dtype === 'bool') return value === 0 || value === 1 ? String(value === 1) : String(value);
  if (Number.isInteger(value) && Math.abs(value) < 2 ** 32) return String(value);
  if (dtype !== 'float32' && dtype !== 'complex64') return spell(value);
  for (let digits = 1; digits < 9; digits++) {
    const text = value.toPrecision(digits);
    if (Math.fround(Number(text)) === value) return spell(Number(text));
  }
  return spell(Number(value.toPrecision(9)));
}

/**
 * Prints a quantity that was computed (a difference, a mean, a ratio) with a few significant digits.
 * @param value any number
 * @param digits significant digits, 1 to 17
 * @example
 * formatRounded(0.333333); // '0.3333'
 */
export function formatRounded(value: number, digits = 4): string {
  return formatSpecial(value) ?? spell(Number(value.toPrecision(digits)));
}

/**
 * Prints a share of a whole as a percentage that never rounds to 0 % or 100 % unless it is that.
 * @param part at most `whole`
 * @param whole above 0
 * @example
 * formatShare(1, 8); // '12.5 %'
 */
export function formatShare(part: number, whole: number): string {
  if (part === whole) return '100 %';
  const percent = (100 * part) / whole;
  return percent > 99.9 ? 'over 99.9 %' : `${formatRounded(percent, percent >= 10 ? 3 : 2)} %`;
}

/** An element of a tensor, whatever its dtype. */
export type ElementValue = number | string | { readonly real: number; readonly imaginary: number };

/**
 * Prints an element of any dtype: numbers as {@link formatNumber} does, booleans as words, strings in quotes.
 * @param value an element
 * @param dtype of its tensor
 * @example
 * formatElement({ real: 1, imaginary: -2 }, 'complex64'); // '1 - 2i'
 */
export function formatElement(value: ElementValue, dtype: string): string {
  if (typeof value === 'string') return JSON.stringify(value);
  if (typeof value === 'number') return formatNumber(value, dtype);
  const { real, imaginary } = value;
  const sign = imaginary < 0 || Object.is(imaginary, -0) ? '-' : '+';
  return `${formatNumber(real, dtype)} ${sign} ${formatNumber(Math.abs(imaginary), dtype)}i`;
}
