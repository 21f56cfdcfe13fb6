BEGIN;
ALTER TABLE public.child INHERIT public.base;
COMMIT;
