BEGIN;
DROP VIEW public.v;
DROP OPERATOR public.=== (public.point3, integer);
DROP OPERATOR public.<-> (integer, public.point3);
DROP OPERATOR public.!== (public.point3, integer);
DROP FUNCTION public.near_too(integer, public.point3);
-- destructive: loses table public.t and its rows
DROP TABLE public.t;
DROP OPERATOR public.<-> (public.point3, integer);
DROP OPERATOR public.+ (public.point3, public.point3);
DROP OPERATOR public.!!! (NONE, public.point3);
DROP FUNCTION public.twice(public.point3);
DROP FUNCTION public.near(public.point3, integer);
DROP FUNCTION public.add(public.point3, public.point3);
DROP TYPE public.point3;
COMMIT;
