BEGIN;
SET search_path = public;
SET LOCAL row_security TO off;
-- destructive: loses table public.log_2025 as it stands: it is made anew, and its rows are copied while it is locked
CREATE TABLE public.log_2025__old AS SELECT day, kind, n FROM ONLY public.log_2025;
DROP TABLE public.log_2025;
CREATE TABLE public.log_2025 PARTITION OF public.log for values from ('2025-01-01') to ('2026-01-01')
PARTITION BY list (kind);
CREATE TABLE public.log_2025_a PARTITION OF public.log_2025 for values in ('a');
CREATE TABLE public.log_2025_rest PARTITION OF public.log_2025 default;
INSERT INTO public.log_2025 (day, kind, n) OVERRIDING SYSTEM VALUE SELECT day, kind, n FROM public.log_2025__old;
DROP TABLE public.log_2025__old;
COMMIT;
