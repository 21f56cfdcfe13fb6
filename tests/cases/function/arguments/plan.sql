BEGIN;
DROP FUNCTION public.types(integer);
SET search_path = public;
DROP FUNCTION public.renamed(integer);
DROP FUNCTION public.outputs();
CREATE OR REPLACE FUNCTION public.defaults(a integer default 0, b integer default 5, c integer default 2)
RETURNS integer
LANGUAGE sql
AS $$select 1$$;
CREATE OR REPLACE FUNCTION public.outputs(out a integer, out c bigint)
LANGUAGE sql
AS $$select 1, 2::bigint$$;
CREATE OR REPLACE FUNCTION public.renamed(b integer)
RETURNS integer
LANGUAGE sql
AS $$select 1$$;
CREATE OR REPLACE FUNCTION public.types(a bigint)
RETURNS integer
LANGUAGE sql
AS $$select 1$$;
COMMIT;
