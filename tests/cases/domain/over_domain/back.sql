BEGIN;
-- destructive: loses table public.thing and its rows
DROP TABLE public.thing;
DROP DOMAIN public.derived;
COMMIT;
