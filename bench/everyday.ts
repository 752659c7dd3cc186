/** S7, S8, S10 to S12: starting, a whole pipeline, S3, and starting again after a crash. */
import { type AfterKillPlan, measureAfterKill } from './after-kill.js';
import { type ListingPlan, measureListing } from './listing.js';
import { measurePutObject, type PutPlan } from './put-object.js';
import type { Row } from './report.js';
import { findMoto } from './servers.js';
import { measureStartUp } from './start-up.js';
import { measurePipeline } from './whole-pipeline.js';

/** @throws Error when an acknowledged record is not delivered exactly once */
export async function measureEveryday(
  effort: Omit<AfterKillPlan & ListingPlan & PutPlan, 'moto'>,
): Promise<Row[]> {
  const plan = { ...effort, moto: findMoto() };
  return [
    ...(await measureStartUp(plan)),
    ...(await measurePipeline(plan)),
    ...(await measureListing(plan)),
    ...(await measurePutObject(plan)),
    ...(await measureAfterKill(plan)),
  ];
}
