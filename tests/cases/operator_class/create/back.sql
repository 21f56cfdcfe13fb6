BEGIN;
-- destructive: loses table public.t and its rows
DROP TABLE public.t;
DROP OPERATOR CLASS public.code_ops USING hash;
DROP OPERATOR CLASS public.code_ops USING btree;
DROP OPERATOR FAMILY public.codes USING hash;
DROP OPERATOR FAMILY public.code_ops USING btree;
DROP OPERATOR public.=== (public.code, public.code);
DROP OPERATOR public.=== (public.code, integer);
DROP OPERATOR public.<<< (public.code, public.code);
DROP FUNCTION public.code_lt(public.code, public.code);
DROP FUNCTION public.code_hash(public.code);
DROP FUNCTION public.code_eq_int(public.code, integer);
DROP FUNCTION public.code_eq(public.code, public.code);
DROP FUNCTION public.code_cmp(public.code, public.code);
DROP TYPE public.code;
COMMIT;
