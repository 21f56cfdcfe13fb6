BEGIN;
ALTER TABLE public.t DROP CONSTRAINT t_b_check;
SET search_path = public;
ALTER TABLE public.t DROP CONSTRAINT changed;
ALTER TABLE public.t DROP CONSTRAINT added;
ALTER TABLE public.t ADD CONSTRAINT changed CHECK (b > 0);
ALTER TABLE public.t ADD CONSTRAINT dropped CHECK (a <> b);
COMMIT;
