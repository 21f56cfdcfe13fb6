BEGIN;
SET search_path = public;
CREATE TABLE public.event (
    id bigint NOT NULL,
    region text NOT NULL
)
PARTITION BY list (region);
CREATE TABLE public.event_eu PARTITION OF public.event for values in ('eu')
PARTITION BY range (id);
CREATE TABLE public.event_eu_low PARTITION OF public.event_eu for values from (0) to (100);
COMMIT;
