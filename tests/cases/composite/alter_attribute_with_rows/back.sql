-- refused: column public.person.home: type public.address must be dropped for the change, but column public.person.home holds rows that depend on it
BEGIN;
ALTER TYPE public.address ALTER ATTRIBUTE zip TYPE integer CASCADE;
COMMIT;
