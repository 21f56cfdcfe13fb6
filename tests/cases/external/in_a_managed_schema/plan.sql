BEGIN;
SET search_path = public;
ALTER TABLE public.t ADD COLUMN number bigint DEFAULT places_count();
ALTER TABLE public.t ADD COLUMN place integer;
ALTER TABLE public.t ADD CONSTRAINT t_place_fkey FOREIGN KEY (place) REFERENCES public.places (id);
COMMIT;
