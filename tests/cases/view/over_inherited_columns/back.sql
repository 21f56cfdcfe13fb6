BEGIN;
SET search_path = public;
DROP VIEW public.of_partition;
DROP VIEW public.of_heir;
ALTER TABLE public.base ADD COLUMN gone text;
ALTER TABLE public.base ALTER COLUMN n TYPE integer USING n::integer;
ALTER TABLE public.event ALTER COLUMN n TYPE integer USING n::integer;
CREATE VIEW public.of_heir AS
select id, n, gone from heir;
CREATE VIEW public.of_partition AS
select n from event_low;
COMMIT;
