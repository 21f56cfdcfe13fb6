BEGIN;
-- destructive: loses table public.stay and its rows
DROP TABLE public.stay;
DROP TYPE public.words;
DROP TYPE public.period;
DROP TYPE public.floatrange;
DROP TYPE app.codes;
DROP FUNCTION app.code_difference(integer, integer);
COMMIT;
