BEGIN;
SET search_path = public;
CREATE TABLE public.f (
    foo text,
    bar text
)
PARTITION BY list (foo);
ALTER TABLE public.g DETACH PARTITION public.f_1;
ALTER TABLE public.f_1 DROP CONSTRAINT f_fk;
ALTER TABLE public.f ADD CONSTRAINT f_fk FOREIGN KEY (foo) REFERENCES public.r (id);
ALTER TABLE public.f_1 ADD CONSTRAINT f_fk FOREIGN KEY (foo) REFERENCES public.r (id);
ALTER TABLE public.f ATTACH PARTITION public.f_1 FOR VALUES IN ('1');
-- destructive: loses table public.g and its rows
DROP TABLE public.g;
COMMIT;
