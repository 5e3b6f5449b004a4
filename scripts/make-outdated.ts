// Makes what is outdated; started by `makeIfOutdated` below a lock, with its work as JSON. Exits with the status of what makes it.
import { isMade, make, type Work } from "./up-to-date.ts";

const work = JSON.parse(process.argv[2] ?? "") as Work;
// Another one may have made it while this one waited for the lock.
process.exitCode = isMade(work) ? 0 : await make(work);
