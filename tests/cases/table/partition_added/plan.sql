BEGIN;
SET search_path = public;
CREATE TABLE public.event_b PARTITION OF public.event for values in ('b', 'c');
CREATE TABLE public.event_rest PARTITION OF public.event default;
COMMIT;
