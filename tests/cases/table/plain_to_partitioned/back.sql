-- refused: table public.event: table public.event cannot become partitioned, or partitioned in another way, in place; declare a new table and move the rows
BEGIN;
-- destructive: loses table public.event_low and its rows
DROP TABLE public.event_low;
COMMIT;
