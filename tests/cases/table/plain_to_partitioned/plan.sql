-- refused: table public.event: table public.event cannot become partitioned, or partitioned in another way, in place; declare a new table and move the rows
BEGIN;
SET search_path = public;
CREATE TABLE public.event_low PARTITION OF public.event for values from (0) to (100);
COMMIT;
