BEGIN;
-- destructive: loses table public.t and its rows
DROP TABLE public.t;
DROP TEXT SEARCH CONFIGURATION public.names;
DROP TEXT SEARCH CONFIGURATION public.more;
DROP TEXT SEARCH CONFIGURATION public.documents;
COMMIT;
