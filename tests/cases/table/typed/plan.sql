BEGIN;
ALTER TABLE public.t OF public.item;
COMMIT;
