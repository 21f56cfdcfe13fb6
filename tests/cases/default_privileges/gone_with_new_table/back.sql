BEGIN;
-- destructive: loses table public.granted and its rows
DROP TABLE public.granted;
-- destructive: loses table public.bare and its rows
DROP TABLE public.bare;
ALTER DEFAULT PRIVILEGES FOR ROLE postgres IN SCHEMA public GRANT SELECT ON TABLES TO case_dp_gone;
COMMIT;
