BEGIN;
SET search_path = public;
CREATE TABLE public.g (
    foo text,
    bar text
)
PARTITION BY list (foo);
ALTER TABLE public.f DETACH PARTITION public.f_1;
ALTER TABLE public.f_1 DROP CONSTRAINT f_fk;
ALTER TABLE public.f_1 ADD CONSTRAINT f_fk FOREIGN KEY (foo) REFERENCES public.s (id);
ALTER TABLE public.g ADD CONSTRAINT f_fk FOREIGN KEY (foo) REFERENCES public.s (id);
ALTER TABLE public.g ATTACH PARTITION public.f_1 FOR VALUES IN ('1');
-- destructive: loses table public.f and its rows
DROP TABLE public.f;
COMMIT;
