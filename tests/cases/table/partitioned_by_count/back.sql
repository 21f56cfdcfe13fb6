BEGIN;
-- destructive: loses table public.part_2 and its rows
DROP TABLE public.part_2;
-- destructive: loses table public.part_1 and its rows
DROP TABLE public.part_1;
-- destructive: loses table public.part_0 and its rows
DROP TABLE public.part_0;
-- destructive: loses table public.part and its rows
DROP TABLE public.part;
COMMIT;
