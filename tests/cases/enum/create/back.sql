BEGIN;
-- destructive: loses table public.ticket and its rows
DROP TABLE public.ticket;
DROP TYPE public.status;
COMMIT;
