/** Keeps the page for when there is no network, and says when there is a newer one. */

import { toast } from "../ui/toast.js";

export async function register(): Promise<void> {
  // While the page is developed, files must come from their sources.
  if (!import.meta.env.PROD || !("serviceWorker" in navigator)) return;
  try {
    const registration = await navigator.serviceWorker.register("./service-worker.js");
    const offer = () => {
      const waiting = registration.waiting;
      // The first build that ever comes has nobody to replace.
      if (!waiting || !navigator.serviceWorker.controller) return;
      toast("There is a newer version of this page.", {
        label: "Reload",
        run: () => {
          navigator.serviceWorker.addEventListener("controllerchange", () => location.reload(), { once: true });
          waiting.postMessage("now");
        },
      });
    };
    offer();
    registration.addEventListener("updatefound", () => registration.installing?.addEventListener("statechange", offer));
  } catch {
    // A browser that keeps nothing, or a server without HTTPS: then the page needs its server.
  }
}
