BEGIN;
SET search_path = public;
CREATE OR REPLACE FUNCTION public.atomic(a integer, b integer)
RETURNS integer
LANGUAGE sql
begin atomic select a + b; end;
CREATE OR REPLACE FUNCTION public.leaky()
RETURNS void
LANGUAGE sql LEAKPROOF
AS $$$$;
CREATE OR REPLACE FUNCTION public.plain(a integer, b text default 'x', variadic c integer[] default '{}')
RETURNS text
LANGUAGE sql
IMMUTABLE
STRICT
PARALLEL SAFE
COST 5.0
AS $$select a::text || b$$;
COMMENT ON FUNCTION public.plain(integer, text, integer[]) IS 'Joins';
CREATE OR REPLACE FUNCTION public."returning"(a integer)
RETURNS integer
LANGUAGE sql
return a * 2;
CREATE OR REPLACE FUNCTION public.rows(a integer, out b integer, out c text)
RETURNS setof record
LANGUAGE sql
ROWS 7.0
AS $$select a, 'x'$$;
CREATE OR REPLACE FUNCTION public.tabled(n integer)
RETURNS table(id integer, name text)
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path TO 'public', 'pg_temp'
SET work_mem TO '8MB'
AS $body$begin
  return query select n, $$x$$::text;
end
$body$;
COMMIT;
