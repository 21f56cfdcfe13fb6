BEGIN;
DROP FUNCTION public.types(bigint);
SET search_path = public;
DROP FUNCTION public.renamed(integer);
DROP FUNCTION public.outputs();
DROP FUNCTION public.defaults(integer, integer, integer);
CREATE OR REPLACE FUNCTION public.defaults(a integer, b integer default 1, c integer default 2)
RETURNS integer
LANGUAGE sql
AS $$select 1$$;
CREATE OR REPLACE FUNCTION public.outputs(out a integer, out b text)
LANGUAGE sql
AS $$select 1, 'x'$$;
CREATE OR REPLACE FUNCTION public.renamed(a integer)
RETURNS integer
LANGUAGE sql
AS $$select 1$$;
CREATE OR REPLACE FUNCTION public.types(a integer)
RETURNS integer
LANGUAGE sql
AS $$select 1$$;
COMMIT;
