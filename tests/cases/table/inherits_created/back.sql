BEGIN;
-- destructive: loses table public.child and its rows
DROP TABLE public.child;
-- destructive: loses table public.second and its rows
DROP TABLE public.second;
-- destructive: loses table public.base and its rows
DROP TABLE public.base;
COMMIT;
