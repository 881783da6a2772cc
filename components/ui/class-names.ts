import { type ClassValue, clsx } from "clsx";

/** Joins class names; false and undefined leave no trace. */
export const cn = (...values: ClassValue[]): string => clsx(values);
