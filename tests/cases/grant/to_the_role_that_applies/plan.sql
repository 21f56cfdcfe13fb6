BEGIN;
CREATE TABLE public.other (
    id integer
);
COMMIT;
