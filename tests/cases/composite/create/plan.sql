BEGIN;
CREATE TYPE public.address AS (
    street text,
    "zip code" character varying(10),
    lines text[],
    name text COLLATE "C"
);
COMMENT ON TYPE public.address IS 'Where somebody lives';
CREATE TABLE public.person (
    home public.address
);
COMMIT;
