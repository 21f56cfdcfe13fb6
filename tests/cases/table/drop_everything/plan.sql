BEGIN;
DROP POLICY p ON public.one;
DROP TRIGGER t ON public.one;
DROP INDEX public.one_twice_idx;
DROP MATERIALIZED VIEW public.m;
DROP VIEW public.w;
DROP VIEW public.v;
DROP PROCEDURE public.clean();
DROP FUNCTION public.stamp();
DROP FUNCTION public.ones();
ALTER TABLE public.two DROP CONSTRAINT two_one_fkey;
ALTER TABLE public.one DROP CONSTRAINT one_two_fkey;
ALTER TABLE public.two DROP CONSTRAINT two_pkey;
ALTER TABLE public.one DROP CONSTRAINT one_pkey;
ALTER TABLE public.one DROP CONSTRAINT even;
DROP FUNCTION public.is_even(bigint);
-- destructive: loses table public.two and its rows
DROP TABLE public.two;
-- destructive: loses table public.one and its rows
DROP TABLE public.one;
DROP FUNCTION public.twice(integer);
DROP SEQUENCE public.ids;
DROP DOMAIN public.code;
DROP TYPE public.pair;
DROP TYPE public.status;
COMMIT;
