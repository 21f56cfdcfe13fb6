BEGIN;
-- destructive: loses table public.item and its rows
DROP TABLE public.item;
SET search_path = public;
CREATE VIEW public.item AS
select id from base;
COMMIT;
