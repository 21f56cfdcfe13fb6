BEGIN;
-- destructive: loses table public.without and its rows
DROP TABLE public.without;
-- destructive: loses table public.new_one and its rows
DROP TABLE public.new_one;
COMMIT;
