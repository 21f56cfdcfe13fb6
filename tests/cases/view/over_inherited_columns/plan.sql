BEGIN;
SET search_path = public;
DROP VIEW public.of_partition;
DROP VIEW public.of_heir;
-- destructive: loses column public.base.gone and its values
ALTER TABLE public.base DROP COLUMN gone;
ALTER TABLE public.base ALTER COLUMN n TYPE bigint USING n::bigint;
ALTER TABLE public.event ALTER COLUMN n TYPE bigint USING n::bigint;
CREATE VIEW public.of_heir AS
select id, n from heir;
CREATE VIEW public.of_partition AS
select n from event_low;
COMMIT;
