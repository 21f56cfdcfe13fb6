BEGIN;
SET search_path = public;
CREATE OR REPLACE FUNCTION public.b(n integer)
RETURNS integer
LANGUAGE sql
IMMUTABLE
AS $$select n$$;
CREATE OR REPLACE FUNCTION public.a(n integer)
RETURNS integer
LANGUAGE sql
IMMUTABLE
return b(n) + 1;
CREATE OR REPLACE FUNCTION public.even(n integer)
RETURNS boolean
LANGUAGE plpgsql
AS $$begin return n = 0 or odd(n - 1); end$$;
CREATE OR REPLACE FUNCTION public.odd(n integer)
RETURNS boolean
LANGUAGE plpgsql
AS $$begin return n <> 0 and even(n - 1); end$$;
COMMIT;
