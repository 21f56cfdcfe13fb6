BEGIN;
ALTER TABLE public.child NO INHERIT public.base;
COMMIT;
