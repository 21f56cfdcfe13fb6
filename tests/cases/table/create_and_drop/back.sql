BEGIN;
-- destructive: loses table public.no_columns and its rows
DROP TABLE public.no_columns;
-- destructive: loses table public."Odd Table" and its rows
DROP TABLE public."Odd Table";
-- destructive: loses table public.plain and its rows
DROP TABLE public.plain;
COMMIT;
