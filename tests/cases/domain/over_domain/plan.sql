BEGIN;
SET search_path = public;
CREATE DOMAIN public.derived AS public.base
    CONSTRAINT short CHECK (length(value) < 10);
CREATE TABLE public.thing (
    name public.derived NOT NULL
);
COMMIT;
