BEGIN;
DROP VIEW public.v;
-- destructive: loses table public.t and its rows
DROP TABLE public.t;
DROP DOMAIN public.word;
DROP TYPE public.letters;
DROP COLLATION public.two;
DROP COLLATION public.nocase;
DROP COLLATION public.german;
DROP COLLATION public.bytes;
COMMIT;
