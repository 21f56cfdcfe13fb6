BEGIN;
ALTER TABLE public.b DROP CONSTRAINT b_a_fkey;
ALTER TABLE public.a DROP CONSTRAINT a_b_fkey;
ALTER TABLE public.b DROP CONSTRAINT b_pkey;
ALTER TABLE public.a DROP CONSTRAINT a_a_fkey;
ALTER TABLE public.a DROP CONSTRAINT a_pkey;
-- destructive: loses table public.b and its rows
DROP TABLE public.b;
-- destructive: loses table public.a and its rows
DROP TABLE public.a;
COMMIT;
