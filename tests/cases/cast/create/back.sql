BEGIN;
DROP VIEW public.v;
DROP CAST (public.euro as text);
DROP CAST (public.euro as numeric);
DROP CAST (numeric as public.euro);
-- destructive: loses table public.t and its rows
DROP TABLE public.t;
DROP FUNCTION public.to_numeric(public.euro);
DROP FUNCTION public.from_numeric(numeric, integer, boolean);
DROP DOMAIN public.code;
DROP TYPE public.euro;
COMMIT;
