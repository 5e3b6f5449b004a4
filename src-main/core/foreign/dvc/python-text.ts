import { isValueObject, type Value } from "../../base/value.ts";

/** A float as Python's `repr` writes it: the shortest digits, with an exponent below 1e-4 and from 1e16 on. */
export function pythonFloat(value: number): string {
  if (Number.isNaN(value)) return "nan";
  if (!Number.isFinite(value)) return value > 0 ? "inf" : "-inf";
  if (Object.is(value, -0)) return "-0.0";
  const [digits = "", exponentText = "0"] = value.toExponential().split("e");
  const exponent = Number(exponentText);
  if (value !== 0 && (exponent < -4 || exponent >= 16)) {
    const size = String(Math.abs(exponent)).padStart(2, "0");
    return `${digits}e${exponent < 0 ? "-" : "+"}${size}`;
  }
  const plain = value.toLocaleString("en-US", {
    useGrouping: false,
    maximumSignificantDigits: 17,
    maximumFractionDigits: 20,
  });
  const shortest = Number(plain) === value && plain.length <= String(value).length ? plain : String(value);
  return shortest.includes(".") ? shortest : `${shortest}.0`;
}

/** A scalar as DVC writes it into a text (`dvc.parsing.interpolate.to_str`); null for what it refuses there. */
export function scalarText(value: Value): string | null {
  if (typeof value === "boolean") return value ? "true" : "false";
  if (value === null) return "None";
  if (typeof value === "number") return pythonFloat(value);
  if (typeof value === "bigint") return value.toString();
  return typeof value === "string" ? value : null;
}

const quoted = (text: string): string =>
  text !== "" && /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'"'"'`)}'`;

const optionText = (value: Value): string | null =>
  typeof value === "string" ? quoted(value) : scalarText(value);

/**
 * A mapping in a command as its options: `{lr: 0.1, tags: [a, b], deep: true}` -> `--lr 0.1 --tags a b --deep`
 * (DVC's defaults, `parsing.bool = store_true` and `parsing.list = nargs`). Null for what DVC refuses.
 */
export function optionsText(value: Value): string | null {
  if (!isValueObject(value)) return null;
  const words: string[] = [];
  const visit = (prefix: string, inner: Value): boolean => {
    if (isValueObject(inner))
      return Object.entries(inner).every(([key, one]) =>
        visit(prefix === "" ? key : `${prefix}.${key}`, one),
      );
    if (typeof inner === "boolean") {
      if (inner) words.push(`--${prefix}`);
      return true;
    }
    const texts = (Array.isArray(inner) ? (inner as readonly Value[]) : [inner]).map(optionText);
    if (texts.includes(null)) return false;
    if (texts.length > 0) words.push(`--${prefix}`, ...texts.map(String));
    return true;
  };
  return visit("", value) ? words.join(" ") : null;
}
