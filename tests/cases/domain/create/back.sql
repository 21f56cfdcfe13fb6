BEGIN;
-- destructive: loses table public.person and its rows
DROP TABLE public.person;
DROP DOMAIN public.score;
DROP DOMAIN public.email;
COMMIT;
