BEGIN;
DROP VIEW public.safe;
DROP VIEW public.plain;
DROP VIEW public.named;
DROP VIEW public.grouped;
DROP VIEW public.checked;
-- destructive: loses table public.t and its rows
DROP TABLE public.t;
COMMIT;
