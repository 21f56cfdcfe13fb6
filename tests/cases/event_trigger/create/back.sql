BEGIN;
DROP EVENT TRIGGER "some";
DROP EVENT TRIGGER always;
DROP EVENT TRIGGER "All of them";
-- destructive: loses table public.t and its rows
DROP TABLE public.t;
COMMIT;
