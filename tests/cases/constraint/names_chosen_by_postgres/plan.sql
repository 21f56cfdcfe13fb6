BEGIN;
SET search_path = public;
ALTER TABLE public.t ADD CONSTRAINT t_a_check CHECK (a > 0);
ALTER TABLE public.t ADD CONSTRAINT t_b_excl EXCLUDE USING btree (b WITH =);
ALTER TABLE public.t ADD CONSTRAINT t_check CHECK (a <> b);
ALTER TABLE public.t ADD CONSTRAINT t_check1 CHECK (a < b);
COMMIT;

CREATE UNIQUE INDEX CONCURRENTLY t_a_b_key ON public.t (a, b);

BEGIN;
ALTER TABLE public.t ADD CONSTRAINT t_a_b_key UNIQUE USING INDEX t_a_b_key;
COMMIT;

CREATE UNIQUE INDEX CONCURRENTLY t_a_key ON public.t (a);

BEGIN;
ALTER TABLE public.t ADD CONSTRAINT t_a_key UNIQUE USING INDEX t_a_key;
ALTER TABLE public.t ADD CONSTRAINT t_b_fkey FOREIGN KEY (b) REFERENCES public.t (a);
COMMIT;
