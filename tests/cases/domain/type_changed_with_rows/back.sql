-- refused: column public.thing.code: domain public.code must be dropped for the change, but column public.thing.code holds rows that depend on it
BEGIN;
DROP DOMAIN public.code;
CREATE DOMAIN public.code AS integer;
COMMIT;
