BEGIN;
ALTER INDEX public.first_pk RENAME TO event_1_pkey;
-- destructive: loses table public.event_2 and its rows
DROP TABLE public.event_2;
ALTER TABLE public.event_1 REPLICA IDENTITY DEFAULT;
COMMIT;
