BEGIN;
-- destructive: loses attribute city of type public.address in every row that holds it
ALTER TYPE public.address DROP ATTRIBUTE city CASCADE;
-- destructive: loses attribute zip of type public.address in every row that holds it
ALTER TYPE public.address DROP ATTRIBUTE zip CASCADE;
COMMIT;
