BEGIN;
DROP VIEW public.v;
DROP CAST (text as public.token);
DROP CAST (public.token as text);
-- destructive: loses table public.t and its rows
DROP TABLE public.t;
DROP TYPE public.token CASCADE;
COMMIT;
