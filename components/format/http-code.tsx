/** A status code as it went over the wire. */
export function HttpCode({ status }: { status: number }) {
  return <span className="mt-px inline-block min-w-[34px] self-start rounded-[4px] border border-border-strong px-1 text-center font-mono text-xs font-medium leading-[18px]"><span className="sr-only">HTTP </span>{status}</span>;
}
