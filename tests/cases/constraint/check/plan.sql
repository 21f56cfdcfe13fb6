BEGIN;
ALTER TABLE public.t DROP CONSTRAINT dropped;
SET search_path = public;
ALTER TABLE public.t DROP CONSTRAINT changed;
ALTER TABLE public.t ADD CONSTRAINT added CHECK (a in (1, 2, 3));
ALTER TABLE public.t ADD CONSTRAINT changed CHECK (b >= 0 and b is not null);
ALTER TABLE public.t ADD CONSTRAINT t_b_check CHECK (b between 1 and 10);
COMMIT;
