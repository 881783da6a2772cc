import { type LoadJob, runLoad } from "./load";

/** The load generator's process: jobs come over the channel, one at a time, results go back. */
process.on("message", (job: LoadJob) => {
  runLoad(job).then((result) => process.send?.({ result }), (error: Error) => process.send?.({ error: error.message }));
});
process.once("disconnect", () => process.exit());
process.send?.({ ready: true });
