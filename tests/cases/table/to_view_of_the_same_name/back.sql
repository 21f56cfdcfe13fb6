BEGIN;
DROP VIEW public.item;
CREATE TABLE public.item (
    id integer
);
COMMIT;
