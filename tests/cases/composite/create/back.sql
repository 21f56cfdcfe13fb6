BEGIN;
-- destructive: loses table public.person and its rows
DROP TABLE public.person;
DROP TYPE public.address;
COMMIT;
