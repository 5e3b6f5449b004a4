import classes from "./text.module.css";
import { Breakable } from "./text.tsx";

/** The parts of a step's name: `B@lr=0.1` is the item `lr=0.1` of the `foreach` step `B`. */
export function stepNameParts(name: string): { readonly base: string; readonly item: string | null } {
  const at = name.indexOf("@");
  return at <= 0 ? { base: name, item: null } : { base: name.slice(0, at), item: name.slice(at + 1) };
}

/** A step's name with the item set apart, so that the names of sixty items differ where one looks. */
export function StepName({ name }: { readonly name: string }) {
  const { base, item } = stepNameParts(name);
  if (item === null) return name;
  return (
    <span className={classes.stepName} title={name}>
      <span className={classes.stepBase}>{base}</span>
      <span className={classes.stepAt}>@</span>
      <span className={classes.stepItem}>
        <Breakable name={item} />
      </span>
    </span>
  );
}
