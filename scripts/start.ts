import { launch } from "@/lib/launcher/launch";

await launch();
